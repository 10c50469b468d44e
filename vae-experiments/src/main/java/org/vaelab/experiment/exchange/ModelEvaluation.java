package org.vaelab.experiment.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.pointwise.Collected;
import org.vaelab.experiment.pointwise.LocalRunner;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.experiment.train.LatentSummary;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.statistics.Estimate;

/// log p̂, L\[q*] by family and, where the model has inference of its own, L\[q], on given data.
///
/// @param optimised whether q* was sought; if not, the model's own q stands in its place
/// @param points indices of the N images
/// @param optima of the model's own family first (the diagonal one without), then of those asked
///     for
/// @param elboOwn L\[q] by the model's own inference, `[N]`
/// @param annealed if annealing was asked for
/// @param exact log p(x) by quadrature, `[N]`, if it was asked for
/// @param latentUse by the model's own q
public record ModelEvaluation(
    boolean optimised,
    int[] points,
    List<Optimum> optima,
    Optional<double[]> elboOwn,
    Optional<AnnealedEstimates> annealed,
    Optional<double[]> exact,
    Optional<LatentSummary> latentUse) {
  private static final double TOLERATED_STANDARD_ERRORS = 2;

  /// What the best q of a family gives.
  ///
  /// @param column ends the names of its columns in a table of images
  /// @param estimates with q* as proposal
  public record Optimum(String column, PosteriorFamily family, LikelihoodEstimates estimates) {}

  /// What was computed, of all points or of some.
  ///
  /// @param evaluation of those that could be computed, if there are any
  /// @param collected what became of the others
  public record Outcome(
      Optional<ModelEvaluation> evaluation, Collected<PointEstimates> collected) {}

  /// Evaluates as far as it goes.
  ///
  /// @throws ExperimentException if the images have another size than the model's, or z too many
  ///     dimensions for the quadrature that is asked for
  public static Outcome partial(
      ImportedModel model,
      GraphExecutor executor,
      PointRunner runner,
      Points points,
      EvaluationSettings settings) {
    int size = points.observations().dimension();
    if (size != model.model().dataSize()) {
      throw new ExperimentException(
          "The model is of images of %d pixels; these have %d."
              .formatted(model.model().dataSize(), size));
    }
    if (!settings.optimises() && model.own().isEmpty()) {
      throw new ExperimentException(
          "The model has no inference of its own, without which --optimal-steps cannot be 0.");
    }
    EvaluationTask task = EvaluationTask.of(model, settings);
    Collected<PointEstimates> collected = runner.compute("evaluation", task, points);
    // An interruption is no time for more work.
    boolean whole = collected.missing() == 0;
    return new Outcome(
        collected
            .value()
            .map(
                values ->
                    of(
                        task,
                        values,
                        whole
                            ? latentUse(model, executor, points, values, settings)
                            : Optional.empty())),
        collected);
  }

  /// Evaluates all points in this process.
  ///
  /// @throws ExperimentException if the images have another size than the model's, z too many
  ///     dimensions for the quadrature that is asked for, or a point cannot be computed
  public static ModelEvaluation of(
      ImportedModel model, GraphExecutor executor, Points points, EvaluationSettings settings) {
    Outcome outcome = partial(model, executor, new LocalRunner(executor), points, settings);
    outcome.collected().all();
    return outcome.evaluation().orElseThrow();
  }

  private static ModelEvaluation of(
      EvaluationTask task, PointEstimates values, Optional<LatentSummary> latentUse) {
    List<Optimum> optima = new ArrayList<>();
    task.families()
        .forEach(
            (family, column) ->
                optima.add(new Optimum(column, family, values.optima().get(optima.size()))));
    return new ModelEvaluation(
        task.settings().optimises(),
        values.ids(),
        optima,
        given(values.elboOwn()),
        values.annealed().stream().findFirst(),
        given(values.exact()),
        latentUse);
  }

  private static Optional<double[]> given(double[] values) {
    return values.length == 0 ? Optional.empty() : Optional.of(values);
  }

  private static Optional<LatentSummary> latentUse(
      ImportedModel model,
      GraphExecutor executor,
      Points points,
      PointEstimates values,
      EvaluationSettings settings) {
    if (model.own().isEmpty()) {
      return Optional.empty();
    }
    PosteriorFamily family = model.own().get().family();
    int latent = model.model().latentSize();
    int width = family.rowSize(latent);
    int few = Math.min(values.phi().length / width, LatentSummary.POINTS);
    Points first = new Points(points.observations(), Arrays.copyOf(values.ids(), few));
    try (Session session = new Session(executor, model.model(), model.parameters());
        LocalPosteriors q =
            LocalPosteriors.of(first, family, latent, Arrays.copyOf(values.phi(), few * width))) {
      return LatentSummary.of(session, q, settings.seed());
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
    String q = optimised ? "q*" : "q";
    Table<Optimum> table =
        Table.of(optima)
            .shown(q + " in", optimum -> optimum.family().label())
            .number("", "L[%s]".formatted(q), "nats", "%.2f", o -> o.estimates().meanElbo());
    if (optimised) {
      table =
          table.number(
              "",
              "above the first",
              "nats",
              "%.2f",
              o -> Estimate.ofDifference(o.estimates().elbo(), first().elbo()));
    }
    return table
        .number(
            "",
            "log p̂, K = %d, proposal %s".formatted(first().samples(), q),
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
    if (optimised) {
      rows.put("approximation gap, %s − L[q*]".formatted(referenceName()), gap.approximation());
    } else {
      rows.put("inference gap, %s − L[q]".formatted(referenceName()), gap.inference());
    }
    if (optimised && elboOwn.isPresent()) {
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
    for (Optimum optimum : optimised ? optima : List.<Optimum>of()) {
      table = table.csv("elbo_q_star" + optimum.column(), i -> optimum.estimates().elbo()[i]);
    }
    return table.csv("elbo_q", i -> elboOwn.map(elbo -> elbo[i]).orElse(null));
  }
}
