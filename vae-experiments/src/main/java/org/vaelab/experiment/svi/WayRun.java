package org.vaelab.experiment.svi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vaelab.algorithm.Driver;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.Vae;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingState;

/// Trains by a way, and measures the decoder: always with a q of the same many steps from the
/// prior, so that only the decoder makes the difference.
///
/// @param data training images
record WayRun(SviStepsConfig config, Observations data, GraphExecutor executor) {
  /// Fractions of the budget after which test images are measured.
  static final List<Double> MOMENTS = List.of(0.125, 0.25, 0.5, 1.0);

  private static final int SELECTION_SAMPLES = 50;

  /// A training that is judged by held-out training images.
  WayTrial trial(Way way, Rates rates, Points judges) {
    long seed = config.model().seed();
    double[][] heldOut = new double[1][0];
    try {
      train(
          way,
          rates,
          seed,
          List.of(1.0),
          (state, session) -> {
            try (LocalPosteriors q = infer(session, judges, NoiseSource.of(seed, LOCAL))) {
              heldOut[0] =
                  new MonteCarloElbo(SELECTION_SAMPLES)
                      .estimate(session, q, NoiseSource.of(seed, Purpose.SELECTION))
                      .value();
            }
          });
    } catch (NonFiniteObjectiveException e) {
      return new WayTrial(way, rates, new double[0]);
    }
    return new WayTrial(way, rates, heldOut[0]);
  }

  private static final Purpose.LocalOptimisation LOCAL = Purpose.LOCAL_OPTIMISATION;

  /// A training that is measured along its way.
  WayTraining training(Way way, Rates rates, long seed, Points points) {
    long noise = config.model().seed(); // The same for all trainings, so that they are paired.
    List<WayTraining.Moment> moments = new ArrayList<>();
    try {
      train(
          way,
          rates,
          seed,
          MOMENTS,
          (state, session) -> {
            try (LocalPosteriors q = infer(session, points, NoiseSource.of(noise, LOCAL))) {
              LikelihoodEstimates estimates =
                  ImportanceSampling.of(config.samples())
                      .estimate(session, q, NoiseSource.of(noise, Purpose.EVALUATION));
              TrainingState.Counters at = state.counters();
              moments.add(
                  new WayTraining.Moment(
                      (double) at.gradientEvaluations() / data.count(),
                      at.seconds(),
                      estimates.logLikelihood(),
                      estimates.elbo()));
            }
          });
    } catch (NonFiniteObjectiveException e) {
      moments.clear();
    }
    return new WayTraining(way, rates, seed, points.ids(), moments);
  }

  private interface Measurement {
    void of(TrainingState state, Session session);
  }

  private void train(
      Way way, Rates rates, long seed, List<Double> moments, Measurement measurement) {
    Vae model = config.model().model(data.dimension());
    InferenceStrategy strategy = config.strategy(way, rates, data.dimension());
    var recipe =
        config.training(rates, strategy.gradientEvaluations(way.steps()), data.count(), seed);
    try (Trainer trainer =
        new Trainer(
            executor, model, strategy, Pathwise.standard(), recipe, "SVI, " + way.label())) {
      TrainingState start = trainer.start(data.count());
      try (Session session = new Session(executor, model, start.parameters())) {
        Consumer<TrainingState> milestone = state -> measurement.of(state, session);
        Driver.Outcome<TrainingState> outcome =
            trainer.train(start, data, Monitoring.at(moments), milestone::accept);
        if (!outcome.complete()) {
          throw new InterruptedTaskException();
        }
      } finally {
        start.close(); // All states of a training share its arrays.
      }
    }
  }

  private LocalPosteriors infer(
      Session session, Points points, NoiseSource<Purpose.LocalOptimisation> noise) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    Svi fromPrior =
        new Svi(family, new InnerLoop(config.testTime(), InnerLoop.Start.ZERO), config.testTime());
    return session.infer(fromPrior, points, noise);
  }
}
