package org.vaelab.experiment.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.experiment.ExactEvidence;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.gap.FamilyKind;
import org.vaelab.experiment.train.LatentSummary;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// log p̂, L\[q*] by family and, where the model has inference of its own, L\[q], on given data.
///
/// @param points indices of the N images
/// @param optima of the model's own family first (the diagonal one without), then of those asked
///     for
/// @param elboOwn L\[q] by the model's own inference, `[N]`
/// @param annealed if annealing was asked for
/// @param exact log p(x) by quadrature, `[N]`, if it was asked for
/// @param latentUse by the model's own q
public record ModelEvaluation(
    int[] points,
    List<Optimum> optima,
    Optional<double[]> elboOwn,
    Optional<AnnealedEstimates> annealed,
    Optional<double[]> exact,
    Optional<LatentSummary> latentUse) {
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final double RATE = 0.02; // At 0.05 a RealNVP flow ends below a Gaussian.
  private static final double LAST = 0.01;
  private static final int OPTIMAL_SAMPLES = 10;
  private static final int BATCH = 100;
  private static final int SELECTION_SAMPLES = 200;
  private static final int LEAPFROG_STEPS = 10;

  /// What the best q of a family gives.
  ///
  /// @param column ends the names of its columns in a table of images
  /// @param estimates with q* as proposal
  public record Optimum(String column, PosteriorFamily family, LikelihoodEstimates estimates) {}

  /// @throws ExperimentException if the images have another size than the model's, or z too many
  ///     dimensions for the quadrature that is asked for
  public static ModelEvaluation of(
      ImportedModel model, GraphExecutor executor, Points points, EvaluationSettings settings) {
    int size = points.observations().dimension();
    if (size != model.model().dataSize()) {
      throw new ExperimentException(
          "The model is of images of %d pixels; these have %d."
              .formatted(model.model().dataSize(), size));
    }
    NoiseSource<Purpose.Evaluation> noise = NoiseSource.of(settings.seed(), Purpose.EVALUATION);
    try (Session session = new Session(executor, model.model(), model.parameters())) {
      Optional<double[]> exact =
          settings.quadrature()
              ? Optional.of(ExactEvidence.byQuadrature(session, points))
              : Optional.empty();
      Optional<LocalPosteriors> own =
          model
              .own()
              .map(
                  strategy ->
                      new OwnInference(strategy, settings.seed())
                          .infer(session, points, "inference"));
      try (LocalPosteriors start = own.orElseGet(() -> session.prior(points))) {
        ImportanceSampling sampling = ImportanceSampling.of(settings.samples());
        return new ModelEvaluation(
            points.ids(),
            optima(model, session, start, settings, sampling, noise),
            own.map(
                q -> new MonteCarloElbo(settings.samples()).estimate(session, q, noise).value()),
            annealed(session, points, settings, noise),
            exact,
            own.flatMap(q -> latentUse(session, q, settings.seed())));
      }
    }
  }

  private static List<Optimum> optima(
      ImportedModel model,
      Session session,
      LocalPosteriors start,
      EvaluationSettings settings,
      ImportanceSampling sampling,
      NoiseSource<Purpose.Evaluation> noise) {
    FamilyOptimiser optimiser =
        new FamilyOptimiser(
            LocalOptimisation.ofSteps(
                settings.optimalSteps(), OPTIMAL_SAMPLES, new LearningRate.Cosine(RATE, LAST)),
            0,
            SELECTION_SAMPLES,
            BATCH);
    Map<PosteriorFamily, String> families = new LinkedHashMap<>();
    families.put(
        model.own().map(InferenceStrategy::family).orElseGet(DiagonalGaussianFamily::new), "");
    for (FamilyKind kind : settings.families()) {
      families.putIfAbsent(kind.family(), "_" + SettingSpec.text(kind));
    }
    Map<PosteriorFamily, FamilyOptimum> optima =
        optimiser.optimise(session, start, List.copyOf(families.keySet()), settings.seed());
    try {
      return optima.values().stream()
          .map(
              optimum ->
                  new Optimum(
                      families.get(optimum.family()),
                      optimum.family(),
                      sampling.estimate(session, optimum.best(), noise)))
          .toList();
    } finally {
      optima.values().forEach(FamilyOptimum::close);
    }
  }

  private static Optional<AnnealedEstimates> annealed(
      Session session,
      Points points,
      EvaluationSettings settings,
      NoiseSource<Purpose.Evaluation> noise) {
    if (settings.temperatures() == 0) {
      return Optional.empty();
    }
    try (LocalPosteriors prior = session.prior(points)) {
      return Optional.of(
          new AnnealedImportanceSampling(
                  settings.temperatures(),
                  settings.chains(),
                  LEAPFROG_STEPS,
                  Schedule.SIGMOID,
                  BATCH)
              .estimate(session, prior, noise));
    }
  }

  private static Optional<LatentSummary> latentUse(Session session, LocalPosteriors q, long seed) {
    try (LocalPosteriors few = q.copy(0, Math.min(q.count(), LatentSummary.POINTS))) {
      return LatentSummary.of(session, few, seed);
    }
  }

  private LikelihoodEstimates first() {
    return optima.getFirst().estimates();
  }

  /// What the gaps are measured from: the best that was asked for, which no estimate had a say in.
  private double[] reference() {
    return exact.orElseGet(
        () -> annealed.map(AnnealedEstimates::logLikelihood).orElse(first().logLikelihood()));
  }

  private String referenceName() {
    return exact.isPresent()
        ? "log p by quadrature"
        : annealed.isPresent() ? "log p̂ by annealing" : "log p̂ of the first row";
  }

  /// Gaps of the first family. Without inference of the model's own, q is q*.
  public InferenceGap gap() {
    return InferenceGap.of(reference(), elboOwn.orElse(first().elbo()), first().elbo());
  }

  /// The tables for a terminal: [#byFamily] and [#means].
  public String text() {
    return byFamily().text() + "\n" + means().text();
  }

  /// The best q of each family, and log p̂ with it as proposal.
  public Table<Optimum> byFamily() {
    return Table.of(optima)
        .shown("q* in", optimum -> optimum.family().label())
        .number("", "L[q*]", "nats", "%.2f", o -> o.estimates().meanElbo())
        .number(
            "",
            "above the first",
            "nats",
            "%.2f",
            o -> Estimate.ofDifference(o.estimates().elbo(), first().elbo()))
        .number(
            "",
            "log p̂, K = %d, proposal q*".formatted(first().samples()),
            "nats",
            "%.2f",
            o -> o.estimates().meanLogLikelihood())
        .number(
            "",
            "median effective sample size",
            "",
            "%.0f",
            o -> o.estimates().medianEffectiveSampleSize())
        .shown("images with k̂ > 0.7", o -> o.estimates().unreliable().length);
  }

  /// What else is measured, and the gaps.
  public Table<Map.Entry<String, Object>> means() {
    Map<String, Object> rows = new LinkedHashMap<>();
    exact.ifPresent(values -> rows.put("log p, quadrature", Estimate.of(values)));
    annealed.ifPresent(
        estimates ->
            rows.put(
                "log p̂, annealed, %d chains".formatted(estimates.logWeights().length),
                estimates.meanLogLikelihood()));
    elboOwn.ifPresent(elbo -> rows.put("L[q], the model's own inference", Estimate.of(elbo)));
    InferenceGap gap = gap();
    rows.put("approximation gap, %s − L[q*]".formatted(referenceName()), gap.approximation());
    if (elboOwn.isPresent()) {
      rows.put("amortization gap, L[q*] − L[q]", gap.amortization());
    }
    return Table.of(List.copyOf(rows.entrySet()))
        .shown("quantity", Map.Entry::getKey)
        .shown("mean over %d images, nats".formatted(points.length), Map.Entry::getValue);
  }

  /// Whether the results can be right.
  ///
  /// @param likelihood of the model
  /// @param size D
  public SanityChecks checks(LikelihoodKind likelihood, int size) {
    return likelihood
        .checks(TOLERATED_STANDARD_ERRORS, size)
        .ordered("the model", gap(), "use more --optimal-steps or more --samples");
  }

  /// One row per image.
  public Table<Integer> perImage() {
    Table<Integer> table =
        Table.of(IntStream.range(0, points.length).boxed().toList())
            .csv("image", i -> points[i])
            .csv("log_p_hat", i -> first().logLikelihood()[i])
            .csv("log_p_hat_se", i -> first().standardError()[i])
            .csv("effective_sample_size", i -> first().effectiveSampleSize()[i])
            .csv("k_hat", i -> first().paretoShape()[i]);
    if (annealed.isPresent()) {
      table =
          table
              .csv("log_p_hat_annealed", i -> annealed.get().logLikelihood()[i])
              .csv("log_p_hat_annealed_se", i -> annealed.get().standardError()[i]);
    }
    if (exact.isPresent()) {
      table = table.csv("log_p", i -> exact.get()[i]);
    }
    for (Optimum optimum : optima) {
      table = table.csv("elbo_q_star" + optimum.column(), i -> optimum.estimates().elbo()[i]);
    }
    return table.csv("elbo_q", i -> elboOwn.map(elbo -> elbo[i]).orElse(null));
  }
}
