package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.OneThread;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Starts, restarts, stops and refusals.
class MixtureRunsTest {
  private static final double[][] POINTS = KMeansTest.normal(150, 2, 31);
  private static final ExpectationMaximisation EM =
      ExpectationMaximisation.of(4, CovarianceType.FULL).withSeed(2);

  @AfterEach
  void clearTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void restartsPickTheBest() {
    List<MixtureFit> each = new ArrayList<>();
    ExpectationMaximisation em = EM.withStart(new MixtureStart.RandomPoints()).withRestarts(6);
    MixtureSteps steps = new MixtureSteps(em, POINTS);
    Checkpoints<MixtureState> keep = state -> each.add(state.best().orElseThrow());
    new Driver<>("", steps, StoppingRule.NONE, keep).run(em.begin());
    assertThat(each).hasSize(6);
    NoiseSource<Purpose.Initialisation> noise = NoiseSource.of(em.seed(), Purpose.INITIALISATION);
    double best = Double.NEGATIVE_INFINITY;
    for (int restart = 0; restart < 6; restart++) {
      GaussianMixture first = new FirstMixture(em, POINTS).of(noise.at(restart));
      best = Math.max(best, EM.withStart(new MixtureStart.Warm(first)).fit(POINTS).score());
      assertThat(each.get(restart).score()).isEqualTo(best);
    }
    assertThat(best).as("another than the first").isGreaterThan(each.getFirst().score());
    for (int restarts = 1; restarts <= 6; restarts++) {
      assertThat(em.withRestarts(restarts).fit(POINTS).history())
          .isEqualTo(each.get(restarts - 1).history());
    }
  }

  /// Interrupted while progress is reported, between two steps.
  @Property(tries = 25)
  void goingOnAfterAnInterruptGivesTheSame(@ForAll @IntRange(max = 20) int report) {
    ExpectationMaximisation em = EM.withRestarts(3).withMostIterations(15);
    MixtureFit straight = em.fit(POINTS);
    int[] reports = {0};
    ProgressListener interrupting =
        event -> {
          if (reports[0]++ == report) {
            Thread.currentThread().interrupt();
          }
        };
    ProgressListener before = Progress.install(interrupting);
    Driver.Outcome<MixtureState> part;
    try {
      part = em.advance(POINTS, em.begin(), Checkpoints.none());
    } finally {
      Progress.install(before);
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.complete()).isFalse();
    MixtureFit whole =
        em.advance(POINTS, part.state(), Checkpoints.none()).state().fit().orElseThrow();
    assertThat(whole).usingRecursiveComparison().isEqualTo(straight);
  }

  @Test
  void whatWasFoundBeforeAnInterruptIsThere() {
    assertThat(EM.begin().fit()).isEmpty();
    MixtureSteps steps = new MixtureSteps(EM, POINTS);
    MixtureState state = steps.step(steps.step(steps.step(EM.begin())));
    MixtureFit fit = state.fit().orElseThrow();
    assertThat(fit.iterations()).isEqualTo(2);
    assertThat(fit.converged()).isFalse();
    assertThat(fit.history()).isEqualTo(Arrays.copyOf(EM.fit(POINTS).history(), 3));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> EM.fit(POINTS)).isInstanceOf(InterruptedTaskException.class);
  }

  @Test
  void progressShowsLogLikelihood() {
    List<ProgressEvent> events = new ArrayList<>();
    ProgressListener before = Progress.install(events::add);
    MixtureFit fit;
    try {
      fit = EM.fit(POINTS);
    } finally {
      Progress.install(before);
    }
    assertThat(events.getFirst().task()).isEqualTo("mixture of 4 Gaussians");
    assertThat(events.getLast().done()).isEqualTo(events.getLast().total()).isEqualTo(100);
    assertThat(events.getLast().figures()).containsEntry("log p(x)", fit.score());
  }

  @Test
  void endsByToleranceOrByCount() {
    MixtureFit converged = EM.fit(POINTS);
    double[] history = converged.history();
    int last = converged.iterations();
    assertThat(converged.converged()).isTrue();
    assertThat(last).isGreaterThan(2).isLessThan(100);
    assertThat(history[last] - history[last - 1]).isLessThan(1e-3);
    assertThat(history[last - 1] - history[last - 2]).isGreaterThanOrEqualTo(1e-3);
    MixtureFit cut = EM.withMostIterations(2).fit(POINTS);
    assertThat(cut.converged()).isFalse();
    assertThat(cut.history()).isEqualTo(Arrays.copyOf(history, 3));
    assertThat(EM.withTolerance(1e-6).fit(POINTS).score()).isGreaterThan(converged.score());
  }

  @ParameterizedTest
  @EnumSource
  void aWarmStartGoesOnWhereAFitEnded(CovarianceType type) {
    ExpectationMaximisation em =
        ExpectationMaximisation.of(3, type).withTolerance(0).withMostIterations(6);
    MixtureFit whole = em.withMostIterations(10).fit(POINTS);
    MixtureFit half = em.fit(POINTS);
    MixtureFit rest =
        em.withStart(new MixtureStart.Warm(half.mixture())).withMostIterations(4).fit(POINTS);
    assertThat(rest.history())
        .containsExactly(Arrays.copyOfRange(whole.history(), 6, 11), Offset.offset(1e-12));
    // From its responsibilities the first mixture is one iteration further.
    double[][] responsibilities = half.mixture().responsibilities(POINTS);
    MixtureFit given =
        em.withStart(new MixtureStart.Responsibilities(responsibilities))
            .withMostIterations(3)
            .fit(POINTS);
    assertThat(given.history())
        .containsExactly(Arrays.copyOfRange(whole.history(), 7, 11), Offset.offset(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void aWarmStartIsRaisedToTheFloor(CovarianceType type) {
    GaussianMixture tight = ExpectationMaximisation.of(3, type).fit(POINTS).mixture();
    ExpectationMaximisation em =
        ExpectationMaximisation.of(3, type)
            .withStart(new MixtureStart.Warm(tight))
            .withCovarianceFloor(0.9)
            .withMostIterations(30);
    MixtureFit fit = em.fit(POINTS);
    for (Covariance covariance : fit.mixture().covariances()) {
      assertThat(covariance.atLeast(0.9 - 1e-9).matrix()).isEqualTo(covariance.matrix());
    }
    for (int i = 1; i < fit.history().length; i++) {
      assertThat(fit.history()[i]).isGreaterThan(fit.history()[i - 1] - 1e-12);
    }
  }

  @Test
  void seedsAndStartsDiffer() {
    double[] first = EM.fit(POINTS).history();
    assertThat(EM.fit(POINTS).history()).isEqualTo(first);
    assertThat(EM.withSeed(3).fit(POINTS).history()).isNotEqualTo(first);
    ExpectationMaximisation random = EM.withStart(new MixtureStart.RandomPoints());
    assertThat(random.fit(POINTS).history()).isEqualTo(random.fit(POINTS).history());
    assertThat(random.withSeed(3).fit(POINTS).history()).isNotEqualTo(random.fit(POINTS).history());
  }

  @ParameterizedTest
  @EnumSource
  void threadsChangeNothing(CovarianceType type) {
    double[][] points = KMeansTest.normal(3000, 3, 32);
    ExpectationMaximisation em = ExpectationMaximisation.of(5, type).withMostIterations(8);
    double[] onAll = em.fit(points).history();
    assertThat(OneThread.alone(() -> em.fit(points).history())).isEqualTo(onAll);
  }

  @Test
  void pointsOfARandomStartDiffer() {
    double[][] points = new double[100][];
    Arrays.setAll(points, n -> new double[] {n < 98 ? 0 : n});
    ExpectationMaximisation em =
        ExpectationMaximisation.of(3, CovarianceType.FULL)
            .withStart(new MixtureStart.RandomPoints())
            .withMostIterations(1);
    MixtureState state = new MixtureSteps(em, points).step(em.begin());
    assertThat(Arrays.stream(state.fit().orElseThrow().mixture().means()).map(mean -> mean[0]))
        .containsExactlyInAnyOrder(0.0, 98.0, 99.0);
  }

  @Test
  void onePointManyTimesIsOneComponentAtTheFloor() {
    double[][] points = Collections.nCopies(20, new double[] {3, 4}).toArray(double[][]::new);
    for (CovarianceType type : CovarianceType.values()) {
      GaussianMixture mixture =
          ExpectationMaximisation.of(1, type).withCovarianceFloor(0.5).fit(points).mixture();
      assertThat(mixture.means()[0]).containsExactly(3, 4);
      assertThat(mixture.covariances().getFirst().matrix()[0]).containsExactly(0.5, 0);
      assertThatThrownBy(
              () -> ExpectationMaximisation.of(1, type).withCovarianceFloor(0).fit(points))
          .hasMessageEndingWith(
              "is singular: its points do not fill the space; set a covariance floor above 0.0 or ask for fewer components.");
    }
    for (MixtureStart start :
        List.of(new MixtureStart.KMeansPlusPlus(), new MixtureStart.RandomPoints())) {
      assertThatThrownBy(() -> EM.withStart(start).fit(points))
          .hasMessageStartingWith("The points have 1 different values, too few for 4 c")
          .hasMessageEndingWith("; ask for fewer.");
    }
  }

  @Test
  void aVarianceThatNoDoubleHoldsIsRefused() {
    double[][] points = {{0}, {1e-160}};
    assertThatThrownBy(
            () ->
                ExpectationMaximisation.of(1, CovarianceType.DIAGONAL)
                    .withCovarianceFloor(0)
                    .fit(points))
        .isInstanceOf(NonFiniteObjectiveException.class)
        .hasMessageEndingWith("a component has collapsed; set a larger covariance floor.");
  }

  private static void refuses(ExpectationMaximisation em, double[][] points, String message) {
    assertThatThrownBy(() -> em.fit(points))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ExpectationMaximisation two = ExpectationMaximisation.of(2, CovarianceType.FULL);
    refuses(EM, new double[3][1], "3 points are too few for 4 components; ask for at most 3.");
    refuses(EM, new double[0][], "There are no points, or they have no dimensions.");
    refuses(
        EM,
        new double[][] {{0}, {Double.NaN}},
        "Point 1 has the value NaN in dimension 0; values must be finite and below 1.0E100 in size.");
    refuses(
        two.withStart(new MixtureStart.Means(new double[3][2])),
        POINTS,
        "There are 3 means for 2 components.");
    refuses(
        two.withStart(new MixtureStart.Means(new double[2][3])),
        POINTS,
        "Mean 0 has 3 dimensions, the points have 2.");
    refuses(
        two.withStart(new MixtureStart.Responsibilities(new double[2][2])),
        POINTS,
        "There are responsibilities of 2 points, but 150 points.");
    double[][] wide = IntStream.range(0, 150).mapToObj(n -> new double[3]).toArray(double[][]::new);
    refuses(
        two.withStart(new MixtureStart.Responsibilities(wide)),
        POINTS,
        "Point 0 has responsibilities of 3 components, where there are 2.");
    refuses(
        two.withStart(
            new MixtureStart.Warm(GaussianMixtureTest.random(CovarianceType.TIED, 2, 2, 1))),
        POINTS,
        "The mixture to start from has 2 components of type TIED in 2 dimensions, not 2 of type FULL in 2; start from its responsibilities to change the type.");
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> ExpectationMaximisation.of(0, CovarianceType.FULL))
        .hasMessage(
            "A mixture needs positive counts, not 0 components, 1 restarts and 100 iterations.");
    assertThatThrownBy(() -> EM.withTolerance(-1))
        .hasMessage(
            "The tolerance and the covariance floor must not be negative, unlike -1.0 and 1.0E-6.");
    assertThatThrownBy(() -> EM.withCovarianceFloor(Double.NaN))
        .hasMessage(
            "The tolerance and the covariance floor must not be negative, unlike 0.001 and NaN.");
    assertThatThrownBy(() -> EM.withStart(new MixtureStart.Means(new double[4][2])).withRestarts(3))
        .hasMessage("All 3 restarts would start from the same mixture; use 1 restart.");
  }

  /// All that is allocated, more than what is held at once.
  @Test
  void memoryIsLinearInThePoints() {
    ExpectationMaximisation em = EM.withStart(warm()).withMostIterations(3);
    allocated(em, 1_000); // Loads classes.
    long small = allocated(em, 10_000);
    long middle = allocated(em, 40_000);
    long large = allocated(em, 160_000);
    assertThat((double) (large - middle) / (middle - small)).isCloseTo(4, Offset.offset(0.4));
  }

  private static MixtureStart warm() {
    return new MixtureStart.Warm(EM.fit(POINTS).mixture());
  }

  private static long allocated(ExpectationMaximisation em, int count) {
    double[][] points = KMeansTest.normal(count, 2, 5);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    em.fit(points);
    return threads.getTotalThreadAllocatedBytes() - before;
  }
}
