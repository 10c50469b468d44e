package org.vaelab.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NoiseSourceTest {
  private static final int SEEDS = 1000;
  private static final int NUMBERS = 20;

  /// Also shifted by a few numbers, no source of a small seed, stream, part and key repeats
  /// another's numbers. By chance, two of the 4 million numbers of 64 bits are equal with a
  /// probability below 1e-6.
  @Test
  void smallSeedsAndStreamsShareNoNumbers() {
    Set<Long> seen = new HashSet<>();
    int drawn = 0;
    for (long seed = -SEEDS / 2; seed < SEEDS / 2; seed++) {
      for (Purpose stream : Purpose.all()) {
        NoiseSource<?> source = NoiseSource.of(seed, stream);
        for (RandomGenerator generator :
            List.of(source.at(), source.at(0), source.at(1, 2), source.part(1).at(0))) {
          for (int i = 0; i < NUMBERS; i++) {
            seen.add(generator.nextLong());
            drawn++;
          }
        }
      }
    }
    assertThat(seen).hasSize(drawn);
  }

  /// The keys of the streams go into every result; they stay whatever is added or reordered.
  @Test
  void keysOfStreamsNeverChange() {
    assertThat(Purpose.INITIALISATION.key()).isEqualTo(1);
    assertThat(Purpose.SHUFFLING.key()).isEqualTo(2);
    assertThat(Purpose.BINARISATION.key()).isEqualTo(3);
    assertThat(Purpose.TRAINING.key()).isEqualTo(4);
    assertThat(Purpose.LOCAL_OPTIMISATION.key()).isEqualTo(5);
    assertThat(Purpose.SELECTION.key()).isEqualTo(6);
    assertThat(Purpose.EVALUATION.key()).isEqualTo(7);
    assertThat(Purpose.SAMPLING.key()).isEqualTo(8);
    assertThat(Purpose.PILOT.key()).isEqualTo(9);
    assertThat(Purpose.DRAWING.key()).isEqualTo(10);
    assertThat(Purpose.all().stream().mapToLong(Purpose::key)).doesNotHaveDuplicates();
  }

  @Test
  void aSourceGivesTheSameNumbersForEver() {
    assertThat(NoiseSource.of(1, Purpose.EVALUATION).at(2, 3).nextLong())
        .isEqualTo(-2065710577782282609L);
    assertThat(NoiseSource.of(1, Purpose.BINARISATION).part(2).seed())
        .isEqualTo(6291034420002072417L);
  }

  /// Visit v and step s of one optimisation against visit v' and step s' of any other, whatever
  /// number of steps it takes.
  @Test
  void everyVisitAndStepHasItsOwnNoise() {
    NoiseSource<?> source = NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);
    int[] data = {0, 1, 5};
    Set<Float> seen = new HashSet<>();
    int drawn = 0;
    for (long visit = 0; visit < 30; visit++) {
      for (long step = 0; step < 30; step++) {
        float[] noise = new float[2 * data.length];
        source.gaussian(visit, step, data, 2, 1, noise);
        for (float value : noise) {
          seen.add(value);
          drawn++;
        }
      }
    }
    // Floats have 24 bits: of 5,400, about one pair is equal by chance; a shared step shares six.
    assertThat(seen).hasSizeGreaterThan(drawn - 6);
  }
}
