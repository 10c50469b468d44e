package org.vaelab.experiment.autoencoder;

import java.util.List;
import java.util.Locale;
import org.vaelab.experiment.Sentences;
import org.vaelab.experiment.autoencoder.AutoencoderResult.Row;
import org.vaelab.experiment.autoencoder.Variant.Kind;
import org.vaelab.statistics.Estimate;

/// What the numbers of [AutoencoderResult] support.
record Findings(AutoencoderResult result) {
  /// Sentences, one an item of a list.
  String text() {
    Sentences text = new Sentences();
    Row plain = result.row(Kind.AUTOENCODER);
    Row reconstruction =
        result.rows().stream()
            .filter(row -> row.variant().kind() == Kind.WEIGHTED && row.variant().weight() == 0)
            .findFirst()
            .orElseThrow();
    Row vae = result.vae();
    Row regularisation = result.row(Kind.REGULARISATION);
    text.add(
        "L_rec alone: σ is %.3g on average, beside %.3g of the VAE; a code costs %s nats, beside %s; MSE %s of the plain autoencoder.",
        reconstruction.measured().scale(),
        vae.measured().scale(),
        reconstruction.rate(),
        vae.rate(),
        than(reconstruction.measured().squaredError(), plain.measured().squaredError()));
    text.add(
        "L_reg alone: KL(q ‖ p) is %.2g nats and σ %.3g; %d units are active.",
        regularisation.rate().mean(),
        regularisation.measured().scale(),
        regularisation.measured().activeUnits());
    text.add(
        "MSE of the VAE is %s of the plain autoencoder.",
        than(vae.measured().squaredError(), plain.measured().squaredError()));
    text.add(
        "Codes of the plain autoencoder are %s from the prior, the VAE's %s; decoded draws of the prior are %s and %s from the test images (training images %s).",
        number(plain.measured().ofCodes()),
        number(vae.measured().ofCodes()),
        number(plain.measured().ofSamples()),
        number(vae.measured().ofSamples()),
        number(result.floor()));
    text.add(
        "Neighbours' q overlap by %s in the VAE, by %s with L_rec alone.",
        number(Estimate.of(vae.measured().overlap())),
        number(Estimate.of(reconstruction.measured().overlap())));
    curve(text, vae);
    collapse(text);
    return text.toString();
  }

  private void curve(Sentences text, Row vae) {
    List<Row> better =
        result.curve().stream()
            .filter(row -> !row.variant().isVae())
            .filter(
                row -> {
                  Estimate above = Estimate.ofDifference(vae.lost(1), row.lost(1));
                  return above.resolved() && above.mean() > 0;
                })
            .toList();
    text.add(
        "R + D of the VAE is %s nats, −ELBO %.2f; %s.",
        Estimate.of(vae.lost(1)),
        -vae.elbo().mean(),
        better.isEmpty()
            ? "no other β of the curve has a smaller sum, as far as the errors tell"
            : "yet a smaller sum is reached with %s: on test images the training with β = 1 has overfitted, or it has not come to its end"
                .formatted(
                    String.join(", ", better.stream().map(row -> row.variant().name()).toList())));
  }

  private void collapse(Sentences text) {
    Row collapsed = result.curve().getLast();
    int latent = result.config().model().latent();
    text.add(
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
    text.add(
        "Warm-up changes D + β R, on which both are trained, by %.2f ± %.2f nats: %s.",
        -gained.mean(),
        gained.standardError(),
        gained.resolved() && gained.mean() > 0
            ? "part of the collapse is where training got stuck, not what β asks for"
            : "the collapse is what β asks for, as far as this tells");
  }

  private static Estimate above(Row row, Row than) {
    return Estimate.ofDifference(row.measured().elbo(), than.measured().elbo());
  }

  private static String than(double[] values, double[] others) {
    Estimate difference = Estimate.ofDifference(values, others);
    return String.format(
        Locale.ROOT,
        "%.4f ± %.4f, %s %.4f",
        Estimate.of(values).mean(),
        Estimate.of(values).standardError(),
        !difference.resolved()
            ? "not told apart from the"
            : difference.mean() > 0 ? "above the" : "below the",
        Estimate.of(others).mean());
  }

  private static String number(Estimate value) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", value.mean(), value.standardError());
  }
}
