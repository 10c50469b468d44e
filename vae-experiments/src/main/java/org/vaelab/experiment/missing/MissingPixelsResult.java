package org.vaelab.experiment.missing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [MissingPixels] found.
///
/// @param dataSize pixels of an image
/// @param labelled whether it is known which training images show a 9
/// @param small of images so small that every z was summed
/// @param large of the images themselves
/// @param bits hash of the frozen test bits
record MissingPixelsResult(
    MissingPixelsConfig config,
    int dataSize,
    boolean labelled,
    HalfStudy small,
    HalfStudy large,
    Chains chains,
    ImageGrid completions,
    WholeImages whole,
    ImputationStudy imputation,
    String bits)
    implements Result {
  private static final double LARGEST_DISAGREEMENT = 1e-4;
  private static final double TOLERATED_ERRORS = 6;

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("small-images", small.table());
    tables.put("top-halves", large.table());
    tables.put("imputations", imputation.table());
    tables.put("whole-images", whole.table());
    return tables;
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("bounds", large.figure("Bounds for images without their top half"));
    figures.put("completions", completions);
    figures.put("small-bounds", small.figure("Bounds for small images without their top half"));
    figures.put("imputation", imputation.figure());
    figures.put("imputed-images", imputation.pictures());
    return figures;
  }

  @Override
  public String text() {
    return String.join(
        "\n",
        small.table().text(),
        large.table().text(),
        imputation.table().text(),
        whole.table().text());
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(TOLERATED_ERRORS, dataSize);
    if (!(small.identityError() <= LARGEST_DISAGREEMENT)) {
      checks.fail(
          "Small images: log p(x) − ELBO and KL(q ‖ p(z | x)) differ by %.2g nats, both being sums over every z."
              .formatted(small.identityError()));
    }
    checks.atLeastZero(
        "Small images: log p(x) − ELBO",
        new Estimate(small.leastGap(), Double.NaN, 1),
        LARGEST_DISAGREEMENT);
    for (HalfStudy.Row row : small.rows()) {
      if (row.deviation() > TOLERATED_ERRORS) {
        checks.fail(
            "Small images, %s: the ELBO by samples is off by %.1f standard errors."
                .formatted(row.guess(), row.deviation()));
      }
    }
    checks.plausible(large.best().guess().toString(), "ELBO", large.best().meanElbo());
    for (Imputed row : imputation.rows()) {
      checks.plausible(
          "%s, %s missing".formatted(row.method(), row.hiding()),
          "log p(missing | observed)",
          row.meanLogLikelihood());
    }
    return checks.failures().isEmpty()
        ? checks.note(
            "On small images log p(x) − ELBO = KL(q ‖ p(z | x)) to %.1g nats, ELBO ≤ log p(x), and sampled bounds agree with sums."
                .formatted(Math.max(small.identityError(), 1e-12)))
        : checks;
  }

  @Override
  public String summary() {
    return """
        # Missing pixels

        Trained on %s, seed %d. What is missing does not depend on what it shows (missing completely at random); data that are not missing at random would need a model of why they are.

        ## The top half as a latent variable

        p(x, z; θ) is a %s of all pixels in reading order, z the top half, x the rest; q(z; φ) = Π φ_i^z_i (1 − φ_i)^(1 − z_i). φ is guessed, or found for each image by %d steps with %d samples from φ = 0.5. The top of a 9 is the mean top half of %s. ± is the standard error of the mean over %d images; log p̂_K is the importance-weighted bound, K = %d.

        %s
        The same for images of few large pixels, of which %d are missing, where all 2^%d z were summed (%d images):

        %s
        ## A VAE without the missing pixels

        Missing pixels are left out of the likelihood, an encoder of x and its mask or SVI gives q(z), and importance resampling gives p(missing | observed), K = %d, for %d test images.

        %s
        ## Whole images

        log p(x) of test images of which nothing is missing, by %s exactly, by the VAEs with SVI and K = %d samples.

        %s
        ## What the numbers say

        %s
        ## Checks

        %s"""
        .formatted(
            config.model().data(),
            config.model().seed(),
            config.joint().label(),
            config.steps(),
            config.stepSamples(),
            labelled
                ? "training images of nines"
                : "all training images, as nobody says which of them are nines",
            config.images(),
            config.samples(),
            large.table().markdown(),
            small.hidden(),
            small.hidden(),
            small.images().length,
            small.table().markdown(),
            config.samples(),
            imputation.points().length,
            imputation.table().markdown(),
            config.joint().label(),
            config.samples(),
            whole.table().markdown(),
            new Findings(this).text(),
            checks().markdown());
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (HalfStudy.Row row : large.rows()) {
      all.add(
          new Measured(
              config.joint().label() + ", " + row.guess(),
              "L[q], top half missing",
              "nats",
              bits,
              large.images(),
              row.elbo()));
    }
    for (Imputed row : imputation.rows()) {
      all.add(
          new Measured(
              row.method(),
              "log p(missing | observed), " + row.hiding(),
              "nats",
              bits,
              imputation.points(),
              row.logLikelihood()));
    }
    all.add(
        new Measured(
            config.joint().label(),
            "log p(x)",
            "nats",
            bits,
            imputation.points(),
            whole.jointOfPoints()));
    all.add(
        new Measured(
            MissingPixels.ALL, "log p̂", "nats", bits, imputation.points(), imputation.complete()));
    all.add(
        new Measured(
            MissingPixels.HALF,
            "log p̂",
            "nats",
            bits,
            imputation.points(),
            imputation.incomplete()));
    return all;
  }
}
