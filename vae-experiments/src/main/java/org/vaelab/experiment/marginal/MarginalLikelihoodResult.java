package org.vaelab.experiment.marginal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [MarginalLikelihood] found.
///
/// @param dataSize pixels of an image
/// @param repetitions of each estimator, whole images first
/// @param bits hash of the frozen test bits
record MarginalLikelihoodResult(
    MarginalLikelihoodConfig config,
    int dataSize,
    List<Image> images,
    List<Repetitions> repetitions,
    JointHistogram histogram,
    ImageGrid completions,
    Force force,
    String bits)
    implements Result {
  // The exact standard error of a mean of heavy-tailed weights; with 5 of them chance is no cause.
  private static final double TOLERATED_ERRORS = 5;
  private static final double LARGEST_DISAGREEMENT = 1e-6;
  private static final double WANTED_ERROR = 0.1;
  private static final double HELD = 0.99;

  /// What is known of one image without sampling; in nats.
  ///
  /// @param holding how many z have 99% of p(x)
  /// @param uniform Var(p̂_1/p(x)) of uniform sampling; likewise of the prior and the encoder's q
  record Image(
      int image,
      double logEvidence,
      double elbo,
      double logBottom,
      int holding,
      double uniform,
      double prior,
      double encoder) {}

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("images-table", imageTable(), "estimators", estimatorTable(rows().toList()));
  }

  private Table<Image> imageTable() {
    return Table.of(images)
        .column("image", Image::image)
        .number("log_p", "log p(x)", "nats", "%.3f", Image::logEvidence)
        .number("elbo", "ELBO of q", "nats", "%.3f", Image::elbo)
        .number("log_p_bottom", "log p(bottom)", "nats", "%.3f", Image::logBottom)
        .number(
            "log_p_top",
            "log p(top | bottom)",
            "nats",
            "%.3f",
            i -> i.logEvidence() - i.logBottom())
        .number("z_with_99", "z with 99% of p(x)", "", "%d", Image::holding)
        .number("k_uniform", "K, uniform", "", "%.0f", i -> wanted(i.uniform()))
        .number("k_prior", "K, p(z)", "", "%.0f", i -> wanted(i.prior()))
        .number("k_encoder", "K, q(z | x)", "", "%.0f", i -> wanted(i.encoder()));
  }

  /// Samples for a relative standard error of p̂ of a tenth.
  private static double wanted(double variance) {
    return Math.ceil(variance / (WANTED_ERROR * WANTED_ERROR));
  }

  private Stream<Repetitions.Row> rows() {
    return repetitions.stream().flatMap(each -> each.rows().stream());
  }

  private Table<Repetitions.Row> estimatorTable(List<Repetitions.Row> rows) {
    return Table.of(rows)
        .column("x", Repetitions.Row::target)
        .column("proposal", Repetitions.Row::proposal)
        .column("K", Repetitions.Row::samples)
        .estimate("ratio", "mean p̂/p", "", "%.4f", Repetitions.Row::ratio)
        .estimate("bias", "mean log p̂ − log p", "nats", "%.4f", Repetitions.Row::bias)
        .number("spread", "spread of log p̂", "nats", "%.3f", Repetitions.Row::spread)
        .number(
            "predicted_bias",
            "bias predicted for large K",
            "nats",
            "%.4f",
            Repetitions.Row::predicted);
  }

  private boolean isShown(Repetitions.Row row) {
    return row.samples() == config.samples() || Math.log10(row.samples()) % 1 == 0;
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    EstimatorCurves curves =
        new EstimatorCurves(
            images.getFirst().logEvidence(),
            repetitions.stream()
                .filter(each -> each.target().equals(MarginalLikelihood.WHOLE))
                .toList());
    figures.put("estimates", curves.estimates());
    figures.put("unbiased", curves.ratios());
    figures.put("jensen", curves.biases());
    figures.put("joint-histogram", histogram.figure());
    figures.put("completions", completions);
    return figures;
  }

  @Override
  public String text() {
    return estimatorTable(rows().filter(this::isShown).toList()).text();
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(TOLERATED_ERRORS, dataSize);
    for (Image image : images) {
      String what = "image " + image.image();
      checks.plausible(what, "log p(x)", exact(image.logEvidence()));
      checks.atLeastZero(
          what + ": log p(x) − ELBO",
          exact(image.logEvidence() - image.elbo()),
          LARGEST_DISAGREEMENT);
      checks.atLeastZero(
          what + ": log p(bottom) − log p(x)",
          exact(image.logBottom() - image.logEvidence()),
          LARGEST_DISAGREEMENT);
    }
    rows()
        .filter(row -> !(deviation(row) <= TOLERATED_ERRORS))
        .forEach(
            row ->
                checks.fail(
                    "%s, %s, K = %d: the mean of p̂/p(x) is %.4f ± %.4f and not 1."
                        .formatted(
                            row.target(),
                            row.proposal(),
                            row.samples(),
                            row.ratio().mean(),
                            row.ratio().standardError())));
    if (!(Math.abs(force.byCompletions() - force.byFactors()) <= LARGEST_DISAGREEMENT)) {
      checks.fail(
          "The sum over completions is %.6f nats, but without the missing pixels it is %.6f."
              .formatted(force.byCompletions(), force.byFactors()));
    }
    return checks.failures().isEmpty()
        ? checks.note(
            "Every mean of p̂/p(x) is 1 within %.0f exact standard errors, log p(x) ≥ ELBO, and both ways to leave pixels out agree."
                .formatted(TOLERATED_ERRORS))
        : checks;
  }

  private static Estimate exact(double value) {
    return new Estimate(value, Double.NaN, 1);
  }

  /// Of the mean ratio from 1, in exact standard errors.
  private static double deviation(Repetitions.Row row) {
    double distance = Math.abs(row.ratio().mean() - 1);
    return distance == 0 ? 0 : distance / row.ratio().standardError();
  }

  private Repetitions.Row last(int which) {
    return repetitions.get(which).row(repetitions.get(which).samples().length - 1);
  }

  @Override
  public String summary() {
    Image first = images.getFirst();
    int z = 1 << config.model().latent();
    double worst = rows().mapToDouble(MarginalLikelihoodResult::deviation).max().orElseThrow();
    return """
        # p(x) by force and by sampling

        A VAE with %d bits for z, trained on %s by VIMCO, K = %d; %d test images; seed %d. p(x) = Σ_z p(x, z) is a sum of %d terms, so log p(x) is exact and so is the variance of every estimator. p̂ is the mean of p(x, z)/q(z) over K samples z ~ q; for uniform z that is |Z| times the mean of p(x, z). Each estimate was repeated %d times per image.

        %s
        K in the table: samples for which the standard error of p̂ is %.0f%% of p(x), from the exact variance Σ_z p(z | x)²/q(z) − 1.

        - Of image %d, %d of the %d configurations hold %.0f%% of p(x): a uniform z is one of them with probability %.4f.
        - With K = %d, log p̂ of whole images lies below log p(x) by %s nats for uniform z, %s for z ~ p(z) and %s for z ~ q(z | x), mean ± standard error.
        - Of %d estimators, each with its K, the mean of p̂/p(x) is farthest from 1 by %.1f of its exact standard errors; the mean of log p̂ is below log p(x) by more than two standard errors for %d of them (Jensen).
        - %s
        - At %.2g seconds a configuration, 2^%d of them would take %.1f hours for one image; a completion of an image takes %.2g seconds, and the top half has 2^%d of them.
        - %d missing pixels of image %d: log Σ over their %d completions = %.6f nats, log p(x_observed) with the pixels left out of p(x | z) = %.6f nats.

        %s
        ## Checks

        %s"""
        .formatted(
            config.model().latent(),
            config.model().data(),
            config.trainSamples(),
            images.size(),
            config.model().seed(),
            z,
            config.repetitions(),
            imageTable().markdown(),
            100 * WANTED_ERROR,
            first.image(),
            first.holding(),
            z,
            100 * HELD,
            first.holding() / (double) z,
            config.samples(),
            below(last(0)),
            below(last(1)),
            below(last(2)),
            rows().count(),
            worst,
            rows().filter(row -> row.bias().resolved() && row.bias().mean() < 0).count(),
            force.refusal(),
            force.secondsPerConfiguration(),
            Force.LECTURE_BITS,
            force.lectureHours(),
            force.secondsPerCompletion(),
            dataSize / 2,
            force.missing(),
            first.image(),
            1 << force.missing(),
            force.byCompletions(),
            force.byFactors(),
            estimatorTable(rows().filter(this::isShown).toList()).markdown(),
            checks().markdown());
  }

  private static String below(Repetitions.Row row) {
    return "%.4f ± %.4f".formatted(-row.bias().mean(), row.bias().standardError());
  }

  @Override
  public List<Measured> measured() {
    return List.of(
        measured("log p(x)", Image::logEvidence),
        measured("L[q]", Image::elbo),
        measured("log p(bottom half)", Image::logBottom));
  }

  private Measured measured(String quantity, ToDoubleFunction<Image> value) {
    int[] points = images.stream().mapToInt(Image::image).toArray();
    double[] values = images.stream().mapToDouble(value).toArray();
    return new Measured("the model", quantity, "nats", bits, points, values);
  }
}
