package org.vaelab.mixture;

import java.util.Map;
import java.util.Optional;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The steps of expectation maximisation: an M-step, then an E-step. The first step of each restart
/// makes its first mixture.
///
/// @param points `[N][D]`
record MixtureSteps(ExpectationMaximisation config, double[][] points)
    implements Algorithm<MixtureState> {

  @Override
  public MixtureState step(MixtureState state) {
    MixtureState.Run moved =
        state.current().map(this::moved).orElseGet(() -> first(state.restart()));
    boolean converged = new StoppingRule.Rise(config.tolerance()).stops(moved.history());
    return converged || moved.iterations() == config.mostIterations()
        ? state.ended(moved, converged)
        : state.with(moved);
  }

  private MixtureState.Run first(int restart) {
    NoiseSource<Purpose.Initialisation> noise =
        NoiseSource.of(config.seed(), Purpose.INITIALISATION);
    GaussianMixture mixture = new FirstMixture(config, points).of(noise.at(restart));
    Expectation expectation = expectation(mixture);
    return new MixtureState.Run(
        mixture, expectation.responsibilities(), new double[] {expectation.score()});
  }

  private MixtureState.Run moved(MixtureState.Run run) {
    GaussianMixture mixture =
        Maximisation.of(
            config.covariance(),
            points,
            run.responsibilities(),
            config.covarianceFloor(),
            Optional.of(run.mixture()));
    return run.next(mixture, expectation(mixture));
  }

  private Expectation expectation(GaussianMixture mixture) {
    Expectation expectation = Expectation.of(mixture, points);
    if (!Double.isFinite(expectation.score())) {
      throw new NonFiniteObjectiveException(
          "The mean of log p(x) is %s: a component has collapsed; set a larger covariance floor."
              .formatted(expectation.score()));
    }
    return expectation;
  }

  @Override
  public boolean complete(MixtureState state) {
    return state.restart() == config.restarts();
  }

  @Override
  public boolean milestone(MixtureState state) {
    return state.current().isEmpty();
  }

  @Override
  public long work() {
    return (long) config.restarts() * config.mostIterations();
  }

  @Override
  public long done(MixtureState state) {
    return (long) state.restart() * config.mostIterations()
        + state.current().map(MixtureState.Run::iterations).orElse(0);
  }

  @Override
  public Map<String, Double> figures(MixtureState state) {
    return state
        .current()
        .map(run -> run.history()[run.iterations()])
        .or(() -> state.best().map(MixtureFit::score))
        .map(score -> Map.of("log p(x)", score))
        .orElse(Map.of());
  }
}
