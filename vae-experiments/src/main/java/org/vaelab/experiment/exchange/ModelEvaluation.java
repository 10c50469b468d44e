package org.vaelab.experiment.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LatentReport;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// log p̂, L[q*] and, where there is an encoder, L[q] of an imported model on given bits.
///
/// @param points indices of the N images
/// @param logLikelihood log p̂ by importance sampling from q*
/// @param elboOwn per image `[N]`, if the model has an encoder
/// @param latentUse if the model has an encoder
public record ModelEvaluation(
    int[] points,
    LikelihoodEstimates logLikelihood,
    Optional<double[]> elboOwn,
    Optional<LatentReport> latentUse) {
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final double RATE = 0.05;
  private static final int BATCH = 100;
  private static final int SELECTION_SAMPLES = 200;

  /// @param points frozen bits
  /// @param samples K
  /// @param optimalSteps towards q* from each start
  /// @throws ExperimentException if the images have another size than the model's
  public static ModelEvaluation of(
      ImportedModel model,
      GraphExecutor executor,
      Points points,
      int samples,
      int optimalSteps,
      long seed) {
    int size = points.observations().dimension();
    if (size != model.model().dataSize()) {
      throw new ExperimentException(
          "The model is of images of %d pixels; these have %d."
              .formatted(model.model().dataSize(), size));
    }
    var noise = NoiseSource.of(seed, Purpose.EVALUATION);
    ImportanceSampling sampling = ImportanceSampling.of(samples);
    FamilyOptimiser optimiser =
        new FamilyOptimiser(
            LocalOptimisation.ofSteps(optimalSteps, 10, LearningRate.standard(RATE)),
            0,
            SELECTION_SAMPLES,
            BATCH);
    try (Session session = new Session(executor, model.model(), model.parameters())) {
      Optional<LocalPosteriors> own =
          model
              .encoder()
              .map(
                  encoder ->
                      session.infer(
                          encoder, points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION)));
      try (LocalPosteriors start = own.orElseGet(() -> session.prior(points));
          FamilyOptimum optimum = optimiser.optimise(session, start, FAMILY, seed)) {
        return new ModelEvaluation(
            points.ids(),
            sampling.estimate(session, optimum.best(), noise),
            own.map(q -> sampling.estimate(session, q, noise).elbo()),
            own.flatMap(q -> LatentReport.of(q.phi().rows(), model.model(), seed)));
      }
    }
  }

  /// Means over the images with standard errors, for a terminal.
  public Table<Map.Entry<String, Object>> summary() {
    Map<String, Object> rows = new LinkedHashMap<>();
    int n = points.length;
    rows.put(
        "log p̂, K = %d, proposal q*".formatted(logLikelihood.samples()),
        logLikelihood.meanLogLikelihood());
    rows.put("L[q*]", logLikelihood.meanElbo());
    elboOwn.ifPresent(elbo -> rows.put("L[q], q of the encoder", Estimate.of(elbo)));
    rows.put(
        "median effective sample size",
        "%.0f".formatted(logLikelihood.medianEffectiveSampleSize()));
    rows.put(
        "images with k̂ > 0.7 (not to be trusted)",
        "%d of %d".formatted(logLikelihood.unreliable().length, n));
    return Table.of(List.copyOf(rows.entrySet()))
        .shown("quantity", Map.Entry::getKey)
        .shown("mean over %d images".formatted(n), Map.Entry::getValue);
  }

  /// Whether the results can be right.
  ///
  /// @param size bits of an image
  public SanityChecks checks(int size) {
    SanityChecks checks = SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, size);
    double[] optimal = logLikelihood.elbo();
    return checks.ordered(
        "the model",
        InferenceGap.of(logLikelihood.logLikelihood(), elboOwn.orElse(optimal), optimal),
        "use more --optimal-steps or more --samples");
  }

  /// One row per image.
  public Table<Integer> perImage() {
    return Table.of(IntStream.range(0, points.length).boxed().toList())
        .csv("image", i -> points[i])
        .csv("log_p_hat", i -> logLikelihood.logLikelihood()[i])
        .csv("log_p_hat_se", i -> logLikelihood.standardError()[i])
        .csv("effective_sample_size", i -> logLikelihood.effectiveSampleSize()[i])
        .csv("k_hat", i -> logLikelihood.paretoShape()[i])
        .csv("elbo_q_star", i -> logLikelihood.elbo()[i])
        .csv("elbo_q", i -> elboOwn.map(elbo -> elbo[i]).orElse(null));
  }
}
