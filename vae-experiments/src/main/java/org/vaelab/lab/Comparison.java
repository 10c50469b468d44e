package org.vaelab.lab;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.report.Html;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// Trained models side by side.
public record Comparison(List<Trained> models) implements Shown {

  /// @throws ExperimentException if there are none
  public Comparison {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new ExperimentException(
          "There is nothing to compare; name at least one trained model.");
    }
  }

  private record Row(String name, Trained model, LogLikelihood measured, Estimate aboveFirst) {}

  /// Bounds by epoch.
  public LineFigure curves() {
    return Curves.of(models, Curves.Against.EPOCHS);
  }

  /// Bounds by seconds of training.
  public LineFigure curvesBySeconds() {
    return Curves.of(models, Curves.Against.SECONDS);
  }

  /// Bounds by gradients of one data point's bound.
  public LineFigure curvesByGradients() {
    return Curves.of(models, Curves.Against.GRADIENTS);
  }

  /// Log-likelihood and cost. Differences are paired: the same images, bits and noise.
  public Results table() {
    List<LogLikelihood> measured =
        models.stream()
            .map(model -> model.logLikelihood(model.config().measurement().samples()))
            .toList();
    LogLikelihood first = measured.getFirst();
    List<String> names = Names.of(models);
    List<Row> rows =
        IntStream.range(0, models.size())
            .mapToObj(
                i ->
                    new Row(
                        names.get(i),
                        models.get(i),
                        measured.get(i),
                        above(measured.get(i), first)))
            .toList();
    return new Results(
        Table.of(rows)
            .shown("model", Row::name)
            .number("", "test log p̂", "nats", "%.2f", row -> row.measured().mean())
            .number("", "above the first", "nats", "%.2f", Row::aboveFirst)
            .number("", "test ELBO", "nats", "%.2f", row -> row.measured().elbo())
            .shown("epochs", row -> last(row).epoch())
            .shown("gradients of one image's bound", row -> last(row).gradientEvaluations())
            .number("", "training", "seconds", "%.1f", row -> last(row).seconds()));
  }

  private static EpochMetrics last(Row row) {
    return row.model().history().getLast();
  }

  private static Estimate above(LogLikelihood one, LogLikelihood first) {
    if (!one.bitsSha256().equals(first.bitsSha256())
        || !Arrays.equals(one.points(), first.points())) {
      throw new ExperimentException(
          "'%s' and '%s' were not measured on the same test images, so their difference has no paired error; give both the same data."
              .formatted(one.model(), first.model()));
    }
    return Estimate.ofDifference(
        one.estimates().logLikelihood(), first.estimates().logLikelihood());
  }

  /// A table that shows itself.
  public record Results(Table<?> table) implements Shown {
    @Override
    public String html() {
      return table.html();
    }

    @Override
    public String toString() {
      return table.text();
    }
  }

  /// The gaps of each on the same test images, a seeded choice.
  ///
  /// @param images how many
  public ComparedGaps gaps(int images) {
    List<String> names = Names.of(models);
    return new ComparedGaps(
        IntStream.range(0, models.size())
            .mapToObj(i -> new Gaps(names.get(i), models.get(i).gaps(images).evaluation()))
            .toList());
  }

  @Override
  public String html() {
    return models.stream()
            .map(model -> Html.paragraph(model.toString()))
            .collect(Collectors.joining())
        + Html.of(curves());
  }

  @Override
  public String toString() {
    return models.stream().map(Trained::toString).collect(Collectors.joining("\n"));
  }
}
