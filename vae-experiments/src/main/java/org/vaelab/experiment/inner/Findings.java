package org.vaelab.experiment.inner;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.vaelab.experiment.Sentences;

/// What the numbers of an [InnerOptimisersResult] say.
record Findings(InnerOptimisersResult result) {
  String text() {
    Sentences text = new Sentences();
    for (Start start : Start.values()) {
      List<Row> rows = result.rows().stream().filter(row -> row.start() == start).toList();
      least(text, start, rows, "gradients", Row::medianGradients, "%.0f");
      least(text, start, rows, "seconds", Row::medianSeconds, "%.3g");
      for (Row row : rows) {
        if (row.gradients().size() < row.models()) {
          text.add(
              "From the %s, %s does not come within %s nat with every model: with %d of %d.",
              start, row.method(), Arrival.NEAR, row.gradients().size(), row.models());
        }
      }
    }
    for (Target target : result.targets()) {
      text.add(
          "q* of the model of seed %d: the second half of its steps changed the mean L[q*] by %.3f ± %.3f nats.",
          target.seed(), target.doubling().mean(), target.doubling().standardError());
    }
    return text.toString();
  }

  private static void least(
      Sentences text,
      Start start,
      List<Row> rows,
      String what,
      Function<Row, OptionalDouble> cost,
      String format) {
    Optional<Row> least =
        rows.stream()
            .filter(row -> cost.apply(row).isPresent())
            .min(Comparator.comparingDouble(row -> cost.apply(row).getAsDouble()));
    if (least.isEmpty()) {
      text.add(
          "From the %s, no optimiser is known to come within %s nat with every model, by %s; give more --steps and --most-gradients.",
          start, Arrival.NEAR, what);
      return;
    }
    Row best = least.get();
    double value = cost.apply(best).getAsDouble();
    String others =
        String.join(
            ", ",
            rows.stream()
                .filter(row -> row != best && cost.apply(row).isPresent())
                .map(
                    row ->
                        String.format(
                            Locale.ROOT,
                            "%s %.2f",
                            row.method(),
                            cost.apply(row).getAsDouble() / value))
                .toList());
    text.add(
        "From the %s, %s needs the fewest %s: %s an image (median over %d models)%s.",
        start,
        best.method(),
        what,
        String.format(Locale.ROOT, format, value),
        best.models(),
        others.isEmpty() ? "" : "; the others in multiples of it: " + others);
  }
}
