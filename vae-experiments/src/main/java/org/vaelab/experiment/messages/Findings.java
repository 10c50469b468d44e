package org.vaelab.experiment.messages;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.Sentences;
import org.vaelab.experiment.messages.MessagesResult.CoderRow;
import org.vaelab.experiment.messages.MessagesResult.LossyRow;
import org.vaelab.statistics.Estimate;

/// What the numbers of [MessagesResult] support.
record Findings(MessagesResult result) {
  private static final double LITTLE = 0.01;

  /// Sentences, one an item of a list.
  String text() {
    Sentences text = new Sentences();
    message(text);
    for (Rounding.Scheme scheme : Rounding.Scheme.values()) {
      cheapest(text, scheme);
    }
    lossless(text);
    refinement(text);
    return text.toString();
  }

  private void message(Sentences text) {
    BitsBackRun plain = result.plain();
    text.add(
        "A message ẑ ~ q costs %s bits, from %.1f to %.1f over the images (median %.1f); with it Bob lacks %s nats of the image.",
        Estimate.of(Units.bits(plain.rate())),
        MessagesResult.quantile(plain, 0),
        MessagesResult.quantile(plain, 1),
        MessagesResult.quantile(plain, 0.5),
        Estimate.of(plain.distortion()));
  }

  /// The coarsest rounding that costs hardly any quality.
  private void cheapest(Sentences text, Rounding.Scheme scheme) {
    double nats = Estimate.of(result.lossy().means().nats()).mean();
    List<LossyRow> rows =
        result.lossyRows().stream().filter(row -> row.rounding().scheme() == scheme).toList();
    Optional<LossyRow> cheapest =
        rows.stream()
            .filter(row -> row.worse().mean() <= LITTLE * nats)
            .min(Comparator.comparingDouble(row -> row.bits().mean()));
    if (cheapest.isPresent()) {
      LossyRow row = cheapest.get();
      text.add(
          "With loss, %s: at %s (%s bits per image, %d bytes in all) −log p(x | z) is %s nats above that of codes which are not rounded (%.2f), the fewest bits at less than 1%%.",
          scheme.label(), row.rounding().name(), row.bits(), row.sent().bytes(), row.worse(), nats);
    } else {
      text.add(
          "With loss, %s: even %s costs more than 1%% of the %.2f nats of codes which are not rounded (%s nats).",
          scheme.label(), rows.getLast().rounding().name(), nats, rows.getLast().worse());
    }
  }

  private void lossless(Sentences text) {
    BitsBackRun plain = result.plain();
    CoderRow best =
        result.coders().stream()
            .filter(CoderRow::isGeneral)
            .min(Comparator.comparingInt(CoderRow::bytes))
            .orElseThrow();
    text.add(
        "Without loss: %.2f bits per image at the margin beside −ELBO of %s; with %.2f initial bits and %.2f of header, heads and checksums %.2f bits, %d bytes: %.1f%% %s than %s (%d), the best of the general encoders.",
        plain.marginalBitsPerImage(),
        plain.negativeElboBits(),
        plain.initialBitsPerImage(),
        plain.headerBitsPerImage(),
        plain.totalBitsPerImage(),
        plain.bytes(),
        100 * Math.abs(1 - (double) plain.bytes() / best.bytes()),
        plain.bytes() < best.bytes() ? "smaller" : "larger",
        best.name(),
        best.bytes());
  }

  private void refinement(Sentences text) {
    BitsBackRun plain = result.plain();
    BitsBackRun last = result.lossless().getLast();
    Estimate saved = result.saved(last);
    Estimate gap = result.amortizationGap();
    int bytes = plain.bytes() - last.bytes();
    text.add(
        "%d steps of SVI on both sides %s %d bytes (%d to %d): the marginal rate falls by %.2f bits per image, −ELBO by %s, of an amortization gap of %s bits.",
        last.steps(),
        bytes >= 0 ? "save" : "cost",
        Math.abs(bytes),
        plain.bytes(),
        last.bytes(),
        plain.marginalBitsPerImage() - last.marginalBitsPerImage(),
        saved,
        gap);
    Estimate left = Estimate.ofDifference(result.optimum(), last.elbo());
    if (left.resolved() && left.mean() < 0) {
      text.add(
          "The search for q* ended below these steps by %.2f ± %.2f nats; give it more --optimal-steps.",
          -left.mean(), left.standardError());
    }
  }
}
