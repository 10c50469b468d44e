package org.vaelab.experiment.autoencoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.statistics.Estimate;

/// What [AutoencoderView] found.
///
/// @param variants that were trained
/// @param measurements of each
/// @param floor energy distance of training images from the test images
/// @param pictures of some of them
/// @param dataSize pixels of an image
/// @param bits hash of the frozen test bits
record AutoencoderResult(
    AutoencoderConfig config,
    List<Variant> variants,
    List<Measurement> measurements,
    Estimate floor,
    Pictures pictures,
    int dataSize,
    String bits)
    implements Result {
  private static final double STANDARD_ERRORS = 4;
  private static final double ROUNDING = 1e-2; // Sums of hundreds of terms in single precision.

  /// A training with what was measured of it.
  record Row(Variant variant, Measurement measured) {
    Estimate rate() {
      return of(measured.rate());
    }

    Estimate distortion() {
      return of(measured.distortion());
    }

    Estimate elbo() {
      return of(measured.elbo());
    }

    /// D + R + ELBO of each image, which are from different noise and add up to nothing.
    Estimate residual() {
      return Estimate.ofDifference(lost(1), negative(measured.elbo()));
    }

    /// D + β R of each image.
    double[] lost(double beta) {
      double[] lost = measured.distortion().clone();
      for (int i = 0; i < lost.length; i++) {
        lost[i] += beta * measured.rate()[i];
      }
      return lost;
    }

    private static double[] negative(double[] values) {
      return Arrays.stream(values).map(v -> -v).toArray();
    }

    private Estimate of(double[] values) {
      return variant.isDeterministic() ? null : Estimate.of(values);
    }
  }

  List<Row> rows() {
    return IntStream.range(0, variants.size())
        .mapToObj(i -> new Row(variants.get(i), measurements.get(i)))
        .toList();
  }

  Row row(Variant.Kind kind) {
    return rows().stream().filter(row -> row.variant().kind() == kind).findFirst().orElseThrow();
  }

  Row vae() {
    return rows().stream().filter(row -> row.variant().isVae()).findFirst().orElseThrow();
  }

  /// Of the β-VAEs, by rising β.
  List<Row> curve() {
    return rows().stream().filter(row -> row.variant().isOnCurve()).toList();
  }

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("trainings", table());
  }

  private Table<Row> table() {
    return Table.of(rows())
        .column("training", row -> row.variant().name())
        .csv("weight", row -> row.variant().weight())
        .estimate("rate", "R", "nats", Row::rate)
        .estimate("distortion", "D", "nats", Row::distortion)
        .estimate("elbo", "ELBO", "nats", Row::elbo)
        .estimate(
            "squared_error",
            "MSE",
            "per pixel",
            "%.4f",
            row -> Estimate.of(row.measured().squaredError()))
        .number("scale", "σ", "", "%.3g", row -> row.measured().scale())
        .column("active_units", "active units", row -> row.measured().activeUnits())
        .estimate(
            "neighbour_overlap",
            "neighbours' overlap",
            "",
            "%.3f",
            row -> Estimate.of(row.measured().overlap()))
        .estimate(
            "codes_from_prior", "codes from prior", "", "%.3f", row -> row.measured().ofCodes())
        .estimate(
            "samples_from_images",
            "samples from images",
            "",
            "%.3f",
            row -> row.measured().ofSamples());
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>(new AutoencoderFigures(this).all());
    figures.put("reconstructions", pictures.reconstructions());
    figures.put("samples", pictures.samples());
    return figures;
  }

  @Override
  public String text() {
    return table().text() + "\n" + new Findings(this).text();
  }

  @Override
  public String summary() {
    var model = config.model();
    return """
        # The VAE as an autoencoder: %s

        Decoder %d-%s-x with a mirrored encoder, %d epochs, seed %d; what is trained on differs alone. Of %d test images: R = KL(q ‖ p(z)) and D = −E_q[log p(x | z)] in nats per image, with D and the ELBO by %d samples each, of different noise; the mean squared error of E[x | μ], μ the mean of q; σ, the geometric mean of the scales of q; dimensions whose μ varies; the overlap (Bhattacharyya coefficient) of each q with that of the nearest μ. ± is one standard error over the images.

        *Codes from prior* is the energy distance between one code of each image and draws of the prior: 0 if the codes cover the prior and nothing else. *Samples from images* is the energy distance between E[x | z], z drawn from the prior, and the test images, in the %d first principal components of the training images, where the noise of single pixels hardly counts. It asks for no other network and sees both bad samples and missing ones. That of as many training images from the test images is %s.

        ## Answers

        %s
        ## All trainings

        %s
        D of different likelihoods (bits, and Gaussian with variance s² = λD/2 for MSE) are not to be compared. For L = MSE + λ KL the ELBO of that Gaussian is −L/λ and a constant: λ is a statement about how far pixels lie from the decoder's mean.

        ## Checks

        %s"""
        .formatted(
            config.data(),
            model.latent(),
            SettingSpec.text(model.hidden()).replace(',', '-'),
            model.epochs(),
            model.seed(),
            measurements.getFirst().points().length,
            config.samples(),
            config.principalComponents(),
            "%.3f ± %.3f".formatted(floor.mean(), floor.standardError()),
            new Findings(this).text(),
            table().markdown(),
            checks().markdown());
  }

  /// −ELBO = R + D of every model, and no point of the curve below the VAE's line of slope −1.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    boolean all = true;
    for (Row row : rows()) {
      if (row.variant().isDeterministic()) {
        continue;
      }
      Estimate residual = row.residual();
      double error = Double.isNaN(residual.standardError()) ? 0 : residual.standardError();
      double tolerance = ROUNDING + 1e-5 * Math.abs(row.elbo().mean());
      if (Math.abs(residual.mean()) > tolerance + STANDARD_ERRORS * error) {
        all = false;
        checks.fail(
            "%s: R + D is %s nats beside −ELBO; use more --samples."
                .formatted(row.variant().name(), residual));
      }
    }
    return all
        ? checks.note(
            "R + D = −ELBO holds of every model, that of β = 1 included (%s nats apart)."
                .formatted(vae().residual()))
        : checks;
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (Row row : rows()) {
      Measurement of = row.measured();
      if (!row.variant().isDeterministic()) {
        all.add(per(of, "R", "nats", of.rate()));
        all.add(per(of, "D", "nats", of.distortion()));
        all.add(per(of, "L[q]", "nats", of.elbo()));
      }
      all.add(per(of, "MSE", "per pixel", of.squaredError()));
    }
    return all;
  }

  private Measured per(Measurement of, String quantity, String unit, double[] values) {
    return new Measured(of.name(), quantity, unit, bits, of.points(), values);
  }
}
