package org.vaelab.experiment.amortization;

import java.util.Locale;
import java.util.OptionalDouble;
import org.vaelab.experiment.Sentences;
import org.vaelab.statistics.Estimate;

/// What the numbers of an [AmortizationResult] say.
record Findings(AmortizationResult result) {
  String text() {
    Sentences text = new Sentences();
    regression(text);
    gaps(text);
    cost(text);
    for (HeldOutStudy study : result.studies()) {
      heldOut(text, study);
    }
    return text.toString();
  }

  private static String share(Estimate r2) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", r2.mean(), r2.standardError());
  }

  private void regression(Sentences text) {
    Regression regression = result.regression();
    Regression repeated = result.repeated();
    text.add(
        "Regression of φ* on x, %d test images: R² of the encoder's μ is %s and of its log σ %s; the two ends of the search for φ* agree to R² %s and %s: so well is it known. %d of %d dimensions of z are in use.",
        result.test().points().length,
        share(regression.means()),
        share(regression.logScales()),
        share(repeated.means()),
        share(repeated.logScales()),
        regression.active(),
        result.config().model().latent());
  }

  private void gaps(Sentences text) {
    for (EncoderResult encoder : result.encoders()) {
      Estimate train = result.train().gap(encoder.train());
      Estimate test = result.test().gap(encoder.test());
      Estimate more = HeldOutStudy.difference(test, train);
      text.add(
          "Amortization gap of the encoder trained %s: %s nats on training images, %s on test images; %s.",
          encoder == result.joint()
              ? "with the decoder"
              : "alone on %,d images".formatted(encoder.images()),
          train,
          test,
          more.resolved()
              ? "the difference is %s".formatted(more)
              : "not told apart (%s)".formatted(more));
    }
  }

  private void cost(Sentences text) {
    SviQuality svi = result.timedSvi();
    Estimate above = Estimate.ofDifference(svi.elbo(), result.alone().test().elbo());
    text.add(
        above.mean() >= 0
            ? "SVI from the prior is as good as the encoder with T = %d steps on each image (L[q] %s nats above it), the fewest of those that were tried."
            : "SVI from the prior is not as good as the encoder even with T = %d steps on each image (L[q] %s nats above it): its cost is too low to be fair.",
        svi.steps(),
        above);
    Cost cost = result.cost();
    text.add(
        "Gradients: SVI takes %d for each image, the encoder's training %,d in all: SVI takes more from N = %,d new images on.",
        cost.steps(), cost.trainingGradients(), cost.gradientCrossing());
    text.add(
        "Memory: φ takes %d bytes for each image, λ %,d bytes in all: φ takes more from N = %,d images on; with Adam's moments from N = %,d on.",
        cost.sviBytes(1),
        cost.encoderBytes(),
        cost.memoryCrossing(),
        cost.memoryCrossingWithMoments());
    OptionalDouble crossing = result.timeCrossing();
    Timings timings = result.timings();
    text.add(
        "Time: SVI takes %.3g seconds for each image, the encoder %.3g seconds and %.3g seconds of training: %s.",
        timings.perPoint(Timings.Method.SVI),
        timings.perPoint(Timings.Method.ENCODER),
        result.alone().seconds(),
        crossing.isEmpty()
            ? "the encoder saves no time"
            : String.format(
                Locale.ROOT,
                "SVI takes more from about N = %,.0f new images on (%s)",
                crossing.getAsDouble(),
                crossing.getAsDouble() <= timings.largest()
                    ? "within what was timed"
                    : "an extrapolation: at most %,d were timed".formatted(timings.largest())));
  }

  private void heldOut(Sentences text, HeldOutStudy study) {
    HeldOutStudy.Images unseen = study.unseen();
    Estimate difference = study.gapDifference();
    text.add(
        "Without class %d the amortization gap is %s nats on its images and %s on the others, a difference of %s%s. SVI raises L[q] of its images from %s to %s.",
        study.label(),
        unseen.without().gap(unseen.withoutEncoder()),
        study.seen().without().gap(study.seen().withoutEncoder()),
        difference,
        difference.resolved() ? "" : " that is not told apart from none",
        Estimate.of(unseen.withoutEncoder().elbo()),
        Estimate.of(unseen.without().elbo()));
    text.add(
        "Of the %s nats that the class's images lose in L[q], the decoder has %s and the encoder %s. With the decoder of all classes, an encoder trained alone without the class loses %s to one trained alone with it; SVI, which asks no encoder, loses nothing.",
        unseen.cost(), unseen.ofDecoder(), unseen.ofEncoder(), unseen.ofBlindEncoder());
  }
}
