package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [Amortization] found.
///
/// @param train q* of training images, with the decoder of all classes
/// @param test q* of test images
/// @param encoders for this decoder: its own, then those that were trained alone, the one of all
///     images last
/// @param svi by number of steps
/// @param timings of SVI and encoder
/// @param encoderParameters numbers in λ
/// @param studies of the classes that were left out
/// @param pictures of each study
/// @param dataSize pixels of an image
/// @param bits hash of the frozen test bits
record AmortizationResult(
    AmortizationConfig config,
    Optima train,
    Optima test,
    List<EncoderResult> encoders,
    List<SviQuality> svi,
    Timings timings,
    long encoderParameters,
    List<HeldOutStudy> studies,
    List<ImageGrid> pictures,
    int dataSize,
    String bits)
    implements Result {

  /// The SVI with the fewest steps whose mean bound is not below an encoder's on the same images,
  /// or the one with the most steps.
  static SviQuality asGoodAs(Encoded encoder, List<SviQuality> ladder) {
    return ladder.stream()
        .filter(each -> Estimate.ofDifference(each.elbo(), encoder.elbo()).mean() >= 0)
        .findFirst()
        .orElse(ladder.getLast());
  }

  /// The decoder's own encoder.
  EncoderResult joint() {
    return encoders.getFirst();
  }

  /// The encoder that is compared with SVI: trained alone, on all images.
  EncoderResult alone() {
    return encoders.getLast();
  }

  Regression regression() {
    return Regression.of(test, joint().test(), config.model().latent());
  }

  /// How far one start's optimum is known from the other's.
  Regression repeated() {
    return new Regression(config.model().latent(), test.phi(), test.other());
  }

  SviQuality timedSvi() {
    return svi.stream().filter(each -> each.steps() == timings.steps()).findFirst().orElseThrow();
  }

  Cost cost() {
    return new Cost(
        alone().gradients(), encoderParameters, 2 * config.model().latent(), timings.steps());
  }

  /// The number of images from which encoder and training take less time than SVI.
  OptionalDouble timeCrossing() {
    return Cost.timeCrossing(
        alone().seconds(),
        timings.perPoint(Timings.Method.SVI),
        timings.perPoint(Timings.Method.ENCODER));
  }

  @Override
  public Map<String, Table<?>> tables() {
    return new AmortizationTables(this).all();
  }

  @Override
  public Map<String, Figure> figures() {
    return new AmortizationFigures(this).all();
  }

  @Override
  public String text() {
    AmortizationTables tables = new AmortizationTables(this);
    return String.join(
        "\n",
        tables.encoders().text(),
        tables.crossings().text(),
        studies.isEmpty() ? "" : tables.parts().text(),
        new Findings(this).text());
  }

  @Override
  public String summary() {
    var model = config.model();
    AmortizationTables tables = new AmortizationTables(this);
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Amortized inference as a regression: %s

        Decoder %d-%s-x with a mirrored encoder, %d epochs, seed %d. φ* of each image by %d steps of Adam with %d samples from the encoder's q and from the prior, the better end by noise of its own; every ELBO from %d fresh samples, the same for all q of an image. ± is one standard error over the images.

        ## Answers

        %s
        ## The gap, by encoder

        The first encoder was trained with the decoder, the others alone for the same decoder, with the same number of steps on fewer or all images. The gap is L[q*] − L[q] of %d training images, which all encoders have seen, and of %d test images.

        %s
        ## The encoder's q against each image's optimum

        %s
        """
            .formatted(
                config.data(),
                model.latent(),
                SettingSpec.text(model.hidden()).replace(',', '-'),
                model.epochs(),
                model.seed(),
                config.optimalSteps(),
                config.optimalSamples(),
                config.elboSamples(),
                new Findings(this).text(),
                train.points().length,
                test.points().length,
                tables.encoders().markdown(),
                regression().table().markdown()));
    text.append(
        """
        ## Cost

        SVI from the prior by Adam (β₂ = 0.9) with one sample a step; the rate of each T is the best of %s on training images.

        %s
        A gradient is one of a single image's bound. The encoder is the one trained alone on all images, for a decoder that is given; where both are trained at once, as usual, a gradient serves both. Bytes are those of the arrays of φ and λ, not of the process.

        %s
        Inference of N new images in batches of 100, each time the median of %d:

        %s
        """
            .formatted(
                AmortizationConfig.RATES,
                tables.steps().markdown(),
                tables.crossings().markdown(),
                config.repeats(),
                tables.times().markdown()));
    if (!studies.isEmpty()) {
      text.append(
          """
          ## Classes that were left out

          %s
          What leaving the class out costs, paired by image: L[q] lost is the sum of what the decoder and the encoder lose.

          %s
          """
              .formatted(tables.heldOut().markdown(), tables.parts().markdown()));
    }
    return text.append("## Checks\n\n").append(checks().markdown()).toString();
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    for (EncoderResult encoder : encoders) {
      check(checks, encoder.name() + ", train", train, encoder.train());
      check(checks, encoder.name() + ", test", test, encoder.test());
    }
    for (HeldOutStudy study : studies) {
      for (HeldOutStudy.Row row : study.rows()) {
        check(
            checks,
            "class %d left out, decoder of %s, encoder of %s, images %s"
                .formatted(row.label(), row.decoder(), row.encoder(), row.images()),
            row.q(),
            row.own());
      }
    }
    return checks.failures().isEmpty() ? checks.note("L[q*] ≥ L[q] holds everywhere.") : checks;
  }

  private static void check(SanityChecks checks, String what, Optima optima, Encoded encoded) {
    if (checks.plausible(what, "L[q]", Estimate.of(encoded.elbo()))) {
      checks.atLeastZero(what + ": L[q*] − L[q]", optima.gap(encoded), 0);
    }
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (EncoderResult encoder : encoders) {
      String what = encoder.name() + ", test";
      all.add(nats(what, "L[q]", test.points(), encoder.test().elbo()));
      all.add(nats(what, "amortization gap", test.points(), test.gaps(encoder.test())));
    }
    for (SviQuality each : svi) {
      all.add(nats("SVI, T = %d".formatted(each.steps()), "L[q]", each.points(), each.elbo()));
    }
    for (HeldOutStudy study : studies) {
      for (HeldOutStudy.Row row : study.rows()) {
        all.add(
            nats(
                "class %d left out, decoder of %s, encoder of %s, images %s"
                    .formatted(row.label(), row.decoder(), row.encoder(), row.images()),
                "amortization gap",
                row.q().points(),
                row.q().gaps(row.own())));
      }
    }
    return all;
  }

  private Measured nats(String what, String quantity, int[] points, double[] values) {
    return new Measured(what, quantity, "nats", bits, points, values);
  }
}
