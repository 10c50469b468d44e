package org.vaelab.experiment.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.DataException;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.experiment.ExactEvidence;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.gap.FamilyKind;
import org.vaelab.experiment.pointwise.OpenedModel;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.experiment.train.LatentSummary;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.ModelCopy;
import org.vaelab.inference.Session;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What [ModelEvaluation] computes of each point.
///
/// @param own how q is found of a data point: one, or none of a decoder alone
record EvaluationTask(
    ModelCopy model,
    LikelihoodKind likelihood,
    List<InferenceStrategy> own,
    EvaluationSettings settings)
    implements PointTask<PointEstimates> {
  private static final double RATE = 0.02; // At 0.05 a RealNVP flow ends below a Gaussian.
  private static final double LAST = 0.01;
  private static final int OPTIMAL_SAMPLES = 10;
  private static final int SELECTION_SAMPLES = 200;
  private static final int LEAPFROG_STEPS = 10;

  static EvaluationTask of(ImportedModel model, EvaluationSettings settings) {
    return new EvaluationTask(
        model.copy(), model.likelihood(), model.own().stream().toList(), settings);
  }

  /// The families in which q* is sought, with what ends the names of their columns: the model's own
  /// first (the diagonal one without), then those asked for. Where q* is not sought, the own alone.
  Map<PosteriorFamily, String> families() {
    Map<PosteriorFamily, String> families = new LinkedHashMap<>();
    families.put(
        own.stream()
            .findFirst()
            .map(InferenceStrategy::family)
            .orElseGet(DiagonalGaussianFamily::new),
        "");
    for (FamilyKind kind : settings.optimises() ? settings.families() : List.<FamilyKind>of()) {
      families.putIfAbsent(kind.family(), "_" + SettingSpec.text(kind));
    }
    return families;
  }

  @Override
  public Opened<PointEstimates> open(GraphExecutor executor) {
    return new OpenedModel<>(
        executor, model, (session, block) -> new Evaluator(this, session).compute(block));
  }

  @Override
  public PointEstimates join(List<PointEstimates> parts) {
    return PointEstimates.join(parts);
  }

  private record Evaluator(EvaluationTask task, Session session) {
    PointEstimates compute(PointBlock block) {
      requireDomain(block.x());
      EvaluationSettings settings = task.settings;
      Points points = block.points();
      double[] exact =
          settings.quadrature() ? ExactEvidence.byQuadrature(session, points) : new double[0];
      Optional<LocalPosteriors> own =
          task.own.stream()
              .findFirst()
              .map(
                  strategy ->
                      new OwnInference(strategy, settings.seed())
                          .infer(session, points, "inference"));
      try (LocalPosteriors start = own.orElseGet(() -> session.prior(points))) {
        ImportanceSampling sampling = ImportanceSampling.of(settings.samples());
        List<LikelihoodEstimates> estimates =
            settings.optimises()
                ? optima(start, sampling)
                : List.of(sampling.estimate(session, start, evaluation()));
        return new PointEstimates(
            block.ids(),
            estimates,
            settings.optimises()
                ? own.map(
                        q ->
                            new MonteCarloElbo(settings.samples())
                                .estimate(session, q, evaluation())
                                .value())
                    .orElse(new double[0])
                : estimates.getFirst().elbo(),
            settings.temperatures() == 0 ? List.of() : List.of(annealed(points)),
            exact,
            own.filter(_ -> block.from() < LatentSummary.POINTS)
                .map(q -> q.phi().rows())
                .orElse(new float[0]));
      }
    }

    private void requireDomain(float[] x) {
      for (float value : x) {
        if (!task.likelihood.takes(value)) {
          throw new DataException(
              "it holds a value that a %s likelihood does not take, which needs %s"
                  .formatted(SettingSpec.text(task.likelihood), task.likelihood.domain()));
        }
      }
    }

    private NoiseSource<Purpose.Evaluation> evaluation() {
      return NoiseSource.of(task.settings.seed(), Purpose.EVALUATION);
    }

    private List<LikelihoodEstimates> optima(LocalPosteriors start, ImportanceSampling sampling) {
      EvaluationSettings settings = task.settings;
      FamilyOptimiser optimiser =
          new FamilyOptimiser(
              LocalOptimisation.ofSteps(
                  settings.optimalSteps(), OPTIMAL_SAMPLES, new LearningRate.Cosine(RATE, LAST)),
              0,
              SELECTION_SAMPLES,
              PointBlock.SIZE);
      Map<PosteriorFamily, FamilyOptimum> optima =
          optimiser.optimise(
              session, start, List.copyOf(task.families().keySet()), settings.seed());
      try {
        return optima.values().stream()
            .map(optimum -> sampling.estimate(session, optimum.best(), evaluation()))
            .toList();
      } finally {
        optima.values().forEach(FamilyOptimum::close);
      }
    }

    private AnnealedEstimates annealed(Points points) {
      EvaluationSettings settings = task.settings;
      try (LocalPosteriors prior = session.prior(points)) {
        return new AnnealedImportanceSampling(
                settings.temperatures(),
                settings.chains(),
                LEAPFROG_STEPS,
                Schedule.SIGMOID,
                PointBlock.SIZE)
            .estimate(session, prior, evaluation());
      }
    }
  }
}
