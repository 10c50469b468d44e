package org.vaelab.experiment.autoencoder;

import java.util.List;
import java.util.Locale;
import org.vaelab.experiment.autoencoder.AutoencoderResult.Row;
import org.vaelab.experiment.autoencoder.Variant.Kind;
import org.vaelab.statistics.Estimate;

/// What the numbers of [AutoencoderResult] support.
record Findings(AutoencoderResult result) {
  private static final double STANDARD_ERRORS = 2;

  /// Sentences, one an item of a list.
  String text() {
    StringBuilder text = new StringBuilder();
    Row plain = result.row(Kind.AUTOENCODER);
    Row reconstruction =
        result.rows().stream()
            .filter(row -> row.variant().kind() == Kind.WEIGHTED && row.variant().weight() == 0)
            .findFirst()
            .orElseThrow();
    Row vae = result.vae();
    Row regularisation = result.row(Kind.REGULARISATION);
    line(
        text,
        "L_rec alone: σ is %.3g on average, beside %.3g of the VAE; a code costs %s nats, beside %s; MSE %s of the plain autoencoder.",
        reconstruction.measured().scale(),
        vae.measured().scale(),
        reconstruction.rate(),
        vae.rate(),
        than(reconstruction.measured().squaredError(), plain.measured().squaredError()));
    line(
        text,
        "L_reg alone: KL(q ‖ p) is %.2g nats and σ %.3g; %d units are active.",
        regularisation.rate().mean(),
        regularisation.measured().scale(),
        regularisation.measured().activeUnits());
    line(
        text,
        "MSE of the VAE is %s of the plain autoencoder.",
        than(vae.measured().squaredError(), plain.measured().squaredError()));
    line(
        text,
        "Codes of the plain autoencoder are %s from the prior, the VAE's %s; decoded draws of the prior are %s and %s from the test images (training images %s).",
        number(plain.measured().ofCodes()),
        number(vae.measured().ofCodes()),
        number(plain.measured().ofSamples()),
        number(vae.measured().ofSamples()),
        number(result.floor()));
    line(
        text,
        "Neighbours' q overlap by %s in the VAE, by %s with L_rec alone.",
        number(Estimate.of(vae.measured().overlap())),
        number(Estimate.of(reconstruction.measured().overlap())));
    curve(text, vae);
    collapse(text);
    return text.toString();
  }

  private void curve(StringBuilder text, Row vae) {
    List<Row> better =
        result.curve().stream()
            .filter(row -> !row.variant().isVae())
            .filter(
                row -> {
                  Estimate above = Estimate.ofDifference(vae.lost(1), row.lost(1));
                  return above.mean() > STANDARD_ERRORS * above.standardError();
                })
            .toList();
    line(
        text,
        "R + D of the VAE is %s nats, −ELBO %.2f; %s.",
        Estimate.of(vae.lost(1)),
        -vae.elbo().mean(),
        better.isEmpty()
            ? "no other β of the curve has a smaller sum, as far as the errors tell"
            : "yet a smaller sum is reached with %s: on test images the training with β = 1 has overfitted, or it has not come to its end"
                .formatted(
                    String.join(", ", better.stream().map(row -> row.variant().name()).toList())));
  }

  private void collapse(StringBuilder text) {
    Row collapsed = result.curve().getLast();
    int latent = result.config().model().latent();
    line(
        text,
        "With %s %d of %d units are active and R is %s nats; with free bits of %s nats per dimension %d and %s, ELBO %s nats above; with warm-up %d and %s, ELBO %s nats above.",
        collapsed.variant().name(),
        collapsed.measured().activeUnits(),
        latent,
        collapsed.rate(),
        result.config().freeBits(),
        result.row(Kind.FREE_BITS).measured().activeUnits(),
        result.row(Kind.FREE_BITS).rate(),
        above(result.row(Kind.FREE_BITS), collapsed),
        result.row(Kind.WARM_UP).measured().activeUnits(),
        result.row(Kind.WARM_UP).rate(),
        above(result.row(Kind.WARM_UP), collapsed));
    double beta = collapsed.variant().weight();
    Estimate gained =
        Estimate.ofDifference(collapsed.lost(beta), result.row(Kind.WARM_UP).lost(beta));
    line(
        text,
        "Warm-up changes D + β R, on which both are trained, by %.2f ± %.2f nats: %s.",
        -gained.mean(),
        gained.standardError(),
        gained.mean() > STANDARD_ERRORS * gained.standardError()
            ? "part of the collapse is where training got stuck, not what β asks for"
            : "the collapse is what β asks for, as far as this tells");
  }

  private static Estimate above(Row row, Row than) {
    return Estimate.ofDifference(row.measured().elbo(), than.measured().elbo());
  }

  private static String than(double[] values, double[] others) {
    Estimate difference = Estimate.ofDifference(values, others);
    double size = STANDARD_ERRORS * difference.standardError();
    return String.format(
        Locale.ROOT,
        "%.4f ± %.4f, %s %.4f",
        Estimate.of(values).mean(),
        Estimate.of(values).standardError(),
        difference.mean() > size
            ? "above the"
            : difference.mean() < -size ? "below the" : "not told apart from the",
        Estimate.of(others).mean());
  }

  private static String number(Estimate value) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", value.mean(), value.standardError());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append("- ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
