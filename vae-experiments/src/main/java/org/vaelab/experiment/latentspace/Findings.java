package org.vaelab.experiment.latentspace;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.vaelab.experiment.Sentences;
import org.vaelab.experiment.latentspace.LatentSpaceResult.ClassRow;
import org.vaelab.statistics.Estimate;

/// What the numbers of a [LatentSpaceResult] support.
record Findings(LatentSpaceResult result) {
  private static final double ALPHA = 0.5;

  /// Sentences, one an item of a list.
  String text() {
    Sentences text = new Sentences();
    result.ways().dip().ifPresent(dip -> ways(text, dip));
    result.coverage().forEach(each -> coverage(text, each));
    result.effects().forEach(each -> effect(text, each));
    labels(text);
    result.strange().forEach(each -> strange(text, each));
    return text.toString();
  }

  /// −1, 0 or 1: below, not told apart from, or above a value.
  private static int against(Estimate estimate, double value) {
    Estimate beyond =
        new Estimate(estimate.mean() - value, estimate.standardError(), estimate.count());
    return beyond.resolved() ? (int) Math.signum(beyond.mean()) : 0;
  }

  private static String number(Estimate value) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", value.mean(), value.standardError());
  }

  private void ways(Sentences text, Estimate dip) {
    Ways ways = result.ways();
    text.add(
        "The middle of a straight way between two codes is %s from 0 on average, a draw of the prior %.2f; on the great circle it is %s further out%s%s.",
        ways.middle(),
        Ways.priorLength(result.config().model().latent()),
        dip,
        against(dip, 0) == 0 ? " (not told apart from 0)" : "",
        leftOut(ways.leftOut(), "pairs have no great circle"));
  }

  private static String leftOut(int count, String why) {
    return count == 0 ? "" : String.format(Locale.ROOT, " (%d %s and are left out)", count, why);
  }

  private void coverage(Sentences text, Coverage coverage) {
    Estimate lower = coverage.aggregate().lower();
    Estimate upper = coverage.aggregate().upper();
    boolean wide = against(lower, 0) <= 0;
    text.add(
        "%s: KL(q(z) ‖ p(z)) is %s %s nats of the %s that E KL(q(z | x) ‖ p(z)) has%s; by coordinate it is at least %s. Codes are %s from the prior in energy distance%s.",
        coverage.model(),
        wide ? "at most" : "between %s and".formatted(lower),
        upper,
        coverage.aggregate().kl(),
        wide ? " (the lower bound, %s, says nothing)".formatted(lower) : "",
        number(coverage.byCoordinate()),
        number(coverage.distance()),
        against(coverage.distance(), 0) > 0 ? "" : ", not told apart from 0");
  }

  private void effect(Sentences text, Effect effect) {
    Effect.Step step = effect.at(ALPHA);
    int sign = against(step.effect(), 0);
    String spread =
        Double.isNaN(effect.spread())
            ? ""
            : String.format(
                Locale.ROOT,
                ", %.2f standard deviations of the training images",
                step.effect().mean() / effect.spread());
    text.add(
        "Editing, %s: at α = %s it is %s, of the control %s; the difference is %s%s: %s%s.",
        effect.quantity(),
        ALPHA,
        number(step.towards()),
        number(step.control()),
        number(step.effect()),
        spread,
        sign == 0
            ? "no effect is seen"
            : sign > 0
                ? "beside the control, the edit raises it"
                : "beside the control, the edit lowers it",
        leftOut(effect.leftOut(), "images could not be measured"));
  }

  private void labels(Sentences text) {
    List<CodesByLabel.Row> rows = result.codes().accuracies();
    if (rows.isEmpty()) {
      text.add("Nobody says what the images show: nothing is told by label.");
      return;
    }
    CodesByLabel.Row pixels = rows.getFirst();
    CodesByLabel.Row codes = rows.get(1);
    Estimate difference = Estimate.ofDifference(codes.correct(), pixels.correct());
    int sign = against(difference, 0);
    text.add(
        "The nearest class mean is right about %s of the test images by their codes, about %s by their pixels: codes are %s (difference %s).",
        number(codes.accuracy()),
        number(pixels.accuracy()),
        sign == 0 ? "no better and no worse, as far as this tells" : sign > 0 ? "better" : "worse",
        number(difference));
    List<ClassRow> classes =
        result.classes().stream()
            .sorted(Comparator.comparingDouble(row -> row.logLikelihood().mean()))
            .toList();
    ClassRow least = classes.getFirst();
    ClassRow most = classes.getLast();
    text.add(
        "By label, log p̂ goes from %s nats ('%d') to %s ('%d').",
        least.logLikelihood(), least.label(), most.logLikelihood(), most.label());
  }

  private static void strange(Sentences text, Strange strange) {
    int sign = against(strange.byLikelihood(), 0.5);
    text.add(
        "Images '%s': AUROC of log p̂ is %s, %s; of the typicality %s.",
        strange.scores().images(),
        number(strange.byLikelihood()),
        sign == 0
            ? "so log p̂ has failed: it does not tell them from test images"
            : sign < 0
                ? "so log p̂ has failed: they are likelier than test images"
                : "so test images tend to be the likelier ones",
        number(strange.byTypicality()));
  }
}
