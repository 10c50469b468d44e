package org.vaelab.mixture;

import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;

/// Fits a mixture of Gaussians by expectation maximisation (Dempster, Laird and Rubin 1977). The
/// E-step sets q(z) to p(z given x), which makes the ELBO equal to log p(x); the M-step raises the
/// ELBO over π, μ and Σ. So log p(x) never falls.
///
/// The covariance floor c keeps a component from collapsing onto few points: the M-step is the
/// exact maximum over covariances without eigenvalues below c (Ingrassia and Rocci 2007). log
/// p(x) never falls then, either, and where the floor is not reached it changes nothing.
///
/// @param components K
/// @param covariance what the covariances may be
/// @param start where to start
/// @param restarts of which the one with the largest log p(x) counts; 1 for starts without chance
/// @param tolerance a restart ends once an iteration raises the mean of log p(x) by less, in nats
///     per point
/// @param mostIterations of each restart
/// @param covarianceFloor c, in squared units of x
/// @param seed of random starts
public record ExpectationMaximisation(
    int components,
    CovarianceType covariance,
    MixtureStart start,
    int restarts,
    double tolerance,
    int mostIterations,
    double covarianceFloor,
    long seed) {

  public ExpectationMaximisation {
    if (components < 1 || restarts < 1 || mostIterations < 1) {
      throw new IllegalArgumentException(
          "A mixture needs positive counts, not %d components, %d restarts and %d iterations."
              .formatted(components, restarts, mostIterations));
    }
    if (!(tolerance >= 0 && covarianceFloor >= 0 && Double.isFinite(tolerance + covarianceFloor))) {
      throw new IllegalArgumentException(
          "The tolerance and the covariance floor must not be negative, unlike %s and %s."
              .formatted(tolerance, covarianceFloor));
    }
    boolean random =
        start instanceof MixtureStart.KMeansPlusPlus || start instanceof MixtureStart.RandomPoints;
    if (restarts > 1 && !random) {
      throw new IllegalArgumentException(
          "All %d restarts would start from the same mixture; use 1 restart.".formatted(restarts));
    }
  }

  /// From k-means++, once, until an iteration gains less than 0.001 nats per point or a hundred are
  /// done; covariance floor 1e-6, seed 0.
  public static ExpectationMaximisation of(int components, CovarianceType covariance) {
    return new ExpectationMaximisation(
        components, covariance, new MixtureStart.KMeansPlusPlus(), 1, 1e-3, 100, 1e-6, 0);
  }

  public ExpectationMaximisation withStart(MixtureStart start) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  public ExpectationMaximisation withRestarts(int restarts) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  public ExpectationMaximisation withTolerance(double tolerance) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  public ExpectationMaximisation withMostIterations(int mostIterations) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  public ExpectationMaximisation withCovarianceFloor(double covarianceFloor) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  public ExpectationMaximisation withSeed(long seed) {
    return new ExpectationMaximisation(
        components, covariance, start, restarts, tolerance, mostIterations, covarianceFloor, seed);
  }

  /// Fits to the end.
  ///
  /// @param points x `[N][D]`
  /// @throws IllegalArgumentException if the points are fewer than the components, or not finite,
  ///     or do not fit the start, or if a covariance becomes singular
  /// @throws NonFiniteObjectiveException if log p(x) is not finite
  /// @throws InterruptedTaskException if the thread is interrupted; to keep what was done, use
  ///     [#advance]
  public MixtureFit fit(double[][] points) {
    Driver.Outcome<MixtureState> outcome = advance(points, begin(), Checkpoints.none());
    if (!outcome.complete()) {
      throw new InterruptedTaskException();
    }
    return outcome.state().fit().orElseThrow();
  }

  /// The state before the first step.
  public MixtureState begin() {
    return MixtureState.START;
  }

  /// Fits to the end, or until the thread is interrupted: [MixtureState#fit] has what was found by
  /// then, and to advance the state further gives what an uninterrupted run gives.
  ///
  /// @param points x `[N][D]`, the same as before
  /// @param state [#begin], or one that an interrupt left
  /// @param checkpoints where states between restarts are kept, and the one that an interrupt
  ///     leaves
  public Driver.Outcome<MixtureState> advance(
      double[][] points, MixtureState state, Checkpoints<MixtureState> checkpoints) {
    PointSet.requireFinite(points);
    String task = "mixture of %d Gaussians".formatted(components);
    return new Driver<>(task, new MixtureSteps(this, points), StoppingRule.NONE, checkpoints)
        .advance(state);
  }
}
