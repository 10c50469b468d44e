package org.vaelab.evidence.annealing;

import java.util.Arrays;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Step sizes of Hamiltonian Monte Carlo along the path, one per data point and place. They are
/// tuned in a pilot run with noise of its own and then frozen: tuned while the weights
/// accumulate, they would depend on the chains and the weights would be wrong.
///
/// @param logSizes log ε at equally spaced places of the path from q to the posterior,
///     `[places][B]`
record StepSizes(double[][] logSizes) {
  private static final double TARGET_ACCEPTANCE = 0.7;
  private static final double GAIN = 0.4;
  private static final double INITIAL = 0.2;
  private static final int WARM_UP = 20;
  private static final int TRANSITIONS_PER_PLACE = 2;
  private static final int FEWEST_PLACES = 10;
  private static final int TEMPERATURES_PER_PLACE = 10;

  /// Places of the pilot run for a path of so many temperatures.
  static int places(int temperatures) {
    return Math.max(FEWEST_PLACES, temperatures / TEMPERATURES_PER_PLACE);
  }

  /// Anneals from q to the posterior and adapts each point's step size to the acceptance of its
  /// chains.
  static StepSizes tune(
      AnnealedPath path,
      HamiltonianMonteCarlo sampler,
      Schedule schedule,
      int places,
      int[] ids,
      int latentSize,
      NoiseSource<Purpose.Pilot> pilot) {
    float[] z = path.sampleBase(pilot);
    double[] log = new double[ids.length];
    Arrays.fill(log, Math.log(INITIAL));
    double[][] table = new double[places + 1][];
    long key = 1;
    for (int place = 0; place <= places; place++) {
      LogDensity density = path.at(schedule.at((double) place / places));
      int transitions = place == 0 ? WARM_UP : TRANSITIONS_PER_PLACE;
      for (int i = 0; i < transitions; i++) {
        Interrupts.check();
        HamiltonianMonteCarlo.Chains chains =
            sampler.step(
                density,
                HamiltonianMonteCarlo.Chains.at(z, latentSize, ids.length, density),
                ids,
                Arrays.stream(log).map(Math::exp).toArray(),
                pilot,
                key++);
        for (int b = 0; b < log.length; b++) {
          log[b] += GAIN * (chains.acceptance()[b] - TARGET_ACCEPTANCE);
        }
      }
      table[place] = log.clone();
    }
    return new StepSizes(table);
  }

  /// ε of each data point at a fraction of the way from q to the posterior, `[B]`.
  double[] at(double progress) {
    double position = progress * (logSizes.length - 1);
    int below = Math.min((int) position, logSizes.length - 2);
    double share = position - below;
    double[] sizes = new double[logSizes[0].length];
    for (int b = 0; b < sizes.length; b++) {
      sizes[b] = Math.exp((1 - share) * logSizes[below][b] + share * logSizes[below + 1][b]);
    }
    return sizes;
  }
}
