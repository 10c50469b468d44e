package org.vaelab.experiment.gradients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.gradients.GaussianObjective.Reward;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.statistics.Estimate;

/// What [Gradients] found.
///
/// @param byDimension of the Gaussian, at one number of samples
/// @param bySamples of the Gaussian, in one dimension
/// @param bits gradients against enumeration, where that is possible
/// @param methods trainings, in the order of the methods
/// @param points numbers of the N test images
/// @param bitsSha256 hash of the test bits
/// @param dataSize D
record GradientsResult(
    GradientsConfig config,
    GaussianStudy byDimension,
    GaussianStudy bySamples,
    Optional<BitsStudy> bits,
    List<MethodResult> methods,
    int[] points,
    String bitsSha256,
    int dataSize)
    implements Result {
  private static final double TOLERATED_STANDARD_ERRORS = 4;

  /// What the other trainings are compared with: REINFORCE with a learned baseline, or without.
  Optional<MethodResult> reference() {
    return methods.stream()
        .filter(m -> m.method() == Method.LEARNED_BASELINE)
        .findFirst()
        .or(() -> methods.stream().filter(m -> m.method() == Method.REINFORCE).findFirst());
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("gaussian-by-dimension", byDimension.table());
    tables.put("gaussian-by-samples", bySamples.table());
    bits.ifPresent(study -> tables.put("bits-gradients", study.table()));
    tables.put("training", training());
    return tables;
  }

  private Table<MethodResult> training() {
    Table<MethodResult> table =
        Table.of(methods)
            .column("method", "estimator", MethodResult::method)
            .column("rate", "learning rate", m -> String.valueOf(m.rate()))
            .estimate(
                "log_likelihood",
                "test log p̂",
                "nats, ± over images",
                m -> Estimate.of(m.logLikelihood()))
            .number(
                "over_seeds",
                "standard deviation over seeds",
                "nats",
                "%.2f",
                MethodResult::spread);
    if (reference().isPresent()) {
      MethodResult base = reference().get();
      table =
          table.estimate(
              "above",
              "above " + base.method(),
              "nats, paired",
              m -> Estimate.ofDifference(m.logLikelihood(), base.logLikelihood()));
    }
    return table
        .number("elbo", "test ELBO", "nats", "%.2f", MethodResult::elbo)
        .csv("gradients", m -> m.runs().getFirst().history().getLast().gradientEvaluations())
        .csv("seconds", m -> m.runs().getFirst().history().getLast().seconds())
        .csv("tried", MethodResult::tried);
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (Reward reward : Reward.values()) {
      String suffix = reward == Reward.Z ? "" : "-phi";
      GaussianStudy dimensions = byDimension.with(reward);
      figures.put("variance-ratio" + suffix, dimensions.ratios(reward.toString()));
      figures.put(
          "variance-by-dimension" + suffix,
          dimensions.variances(
              "Variance of the gradient of E[%s], K = %d".formatted(reward, Gradients.SAMPLES),
              "dimension D",
              row -> row.objective().dimension()));
      figures.put(
          "variance-by-samples" + suffix,
          bySamples
              .with(reward)
              .variances(
                  "Variance of the gradient of E[%s], D = %d"
                      .formatted(reward, Gradients.DIMENSION),
                  "samples K",
                  GaussianStudy.Row::samples));
    }
    bits.ifPresent(study -> figures.put("bits-variance", study.variances()));
    figures.put("training-curves", curves());
    figures.put("test-bound", bounds());
    return figures;
  }

  private LineFigure curves() {
    LineFigure.Builder figure =
        LineFigure.builder(
            "A sigmoid belief network of %d units, trained by each estimator"
                .formatted(config.model().latent()),
            "gradients of one image's bound",
            "test bound (nats per image)");
    methods.forEach(method -> figure.add(method.curve()));
    return figure.cutTransient().build();
  }

  private BarFigure bounds() {
    return new BarFigure(
        "Test log p̂ at equal gradients",
        "estimator",
        "log p̂ (nats per image)",
        methods.stream().map(m -> m.method().toString()).toList(),
        List.of(
            Estimates.bars(
                "mean over seeds, ± standard error",
                methods.stream().map(MethodResult::overSeeds).toList())),
        BarFigure.Style.POINTS);
  }

  @Override
  public String text() {
    return training().text() + "\n" + String.join("\n", new Findings(this).sentences()) + "\n";
  }

  @Override
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("# Gradients of expectations: reparameterization against REINFORCE\n\n");
    new Findings(this).sentences().forEach(line -> text.append("- ").append(line).append('\n'));
    text.append(
        "\n## A Gaussian\n\nThe gradient of E_q[r] by μ and log σ of q = N(μ, σ²I) at μ = σ = 1, where it is known: r(z) = −½‖z‖², and r(z, φ) = log N(z; 0, I) − log q(z; φ). Variances are summed over the components of φ; %d independent estimates each, intervals by the bootstrap.\n\n"
            .formatted(config.estimates()));
    text.append(byDimension.table().markdown()).append('\n');
    text.append(bySamples.table().markdown()).append('\n');
    bits.ifPresent(
        study ->
            text.append(
                    "## Bits: gradients against enumeration\n\nThe gradient by the logits of q of %d test images at a trained model, K = %d, with logits held to ±3: bits that are all but certain have values that samples never meet. VIMCO is compared with the gradient of its own bound, enumerated over all pairs; all others with that of the ELBO. Gumbel-softmax has temperature %s.\n\n"
                        .formatted(
                            config.gradientPoints(), BitsStudy.SAMPLES, config.temperature()))
                .append(study.table().markdown())
                .append('\n'));
    text.append(
        "## Bits: training\n\nA sigmoid belief network of %d units on %s, %d epochs with %d samples of z per image for every estimator: equal numbers of gradients. The rate is the best of %s by log p̂ of training images that were held out, with the first seed. log p̂ of %d test images by importance sampling from q, K = %d, mean over %d seeds; after each epoch, K = %d.\n\n"
            .formatted(
                config.model().latent(),
                config.data(),
                config.model().epochs(),
                config.trainSamples(),
                config.learningRates(),
                points.length,
                config.samples(),
                config.seeds(),
                config.curveSamples()));
    text.append(training().markdown()).append('\n');
    methods.forEach(
        m -> text.append("- %s, held-out log p̂ by rate: %s\n".formatted(m.method(), m.tried())));
    return text.append("\n## Checks\n\n").append(checks().markdown()).toString();
  }

  /// Unbiased estimators are, within their errors; 4 standard errors are passed by chance in one of
  /// 16,000 comparisons.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, dataSize);
    for (GaussianStudy study : List.of(byDimension, bySamples)) {
      for (GaussianStudy.Row row : study.rows()) {
        double off = Math.abs(row.along().mean() - 1) / row.along().standardError();
        unbiased(
            checks,
            "%s, E[%s], D = %d, K = %d"
                .formatted(
                    row.estimator(),
                    row.objective().reward(),
                    row.objective().dimension(),
                    row.samples()),
            off);
      }
    }
    bits.ifPresent(
        study ->
            study.rows().stream()
                .filter(row -> row.method().isUnbiased())
                .forEach(row -> unbiased(checks, row.method() + ", bits", row.deviation())));
    if (checks.failures().isEmpty()) {
      checks.note(
          "The mean gradient of every unbiased estimator is within 4 standard errors of the exact one.");
    }
    methods.forEach(
        m ->
            checks.plausible(m.method().toString(), "test log p̂", Estimate.of(m.logLikelihood())));
    return checks;
  }

  private static void unbiased(SanityChecks checks, String what, double standardErrors) {
    if (!(standardErrors <= TOLERATED_STANDARD_ERRORS)) {
      checks.fail(
          "%s: the mean gradient is %.1f standard errors from the exact one, which chance allows hardly ever; use more --estimates to see whether that stays."
              .formatted(what, standardErrors));
    }
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    byDimension
        .rows()
        .forEach(
            row ->
                all.add(
                    Measured.of(
                        "%s, E[%s], D = %d"
                            .formatted(
                                row.estimator(),
                                row.objective().reward(),
                                row.objective().dimension()),
                        "variance over reparameterization",
                        "",
                        row.ratio())));
    bits.ifPresent(
        study ->
            study
                .rows()
                .forEach(
                    row ->
                        all.add(
                            Measured.of(row.method().toString(), "variance", "", row.variance()))));
    methods.forEach(
        m ->
            all.add(
                new Measured(
                    m.method().toString(),
                    "log p̂",
                    "nats",
                    bitsSha256,
                    points,
                    m.logLikelihood())));
    return all;
  }
}
