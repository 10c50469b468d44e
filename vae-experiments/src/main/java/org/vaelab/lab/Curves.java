package org.vaelab.lab;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.train.EpochMetrics;

/// Curves of training.
final class Curves {
  private Curves() {}

  /// What stands below a curve.
  enum Against {
    EPOCHS("epochs", "epoch", EpochMetrics::epoch),
    SECONDS("training time", "training time (seconds)", EpochMetrics::seconds),
    GRADIENTS(
        "gradients", "gradients of one data point's bound", EpochMetrics::gradientEvaluations);

    private final String title;
    private final String label;
    private final ToDoubleFunction<EpochMetrics> value;

    Against(String title, String label, ToDoubleFunction<EpochMetrics> value) {
      this.title = title;
      this.label = label;
      this.value = value;
    }
  }

  static LineFigure of(List<Trained> models, Against against) {
    LineFigure.Builder figure =
        LineFigure.builder(
            "Bound against " + against.title, against.label, "bound (nats per image)");
    List<String> names = Names.of(models);
    for (int i = 0; i < names.size(); i++) {
      List<EpochMetrics> history = models.get(i).history();
      String name = names.get(i);
      add(figure, history, name + ", train", against, EpochMetrics::trainElbo);
      add(figure, history, name + ", test", against, e -> e.testElbo().orElse(Double.NaN));
    }
    return figure.cutTransient().build();
  }

  private static void add(
      LineFigure.Builder figure,
      List<EpochMetrics> history,
      String name,
      Against against,
      ToDoubleFunction<EpochMetrics> bound) {
    if (!history.isEmpty()) {
      figure.add(
          new Series(
              name,
              history.stream().mapToDouble(against.value).toArray(),
              history.stream().mapToDouble(bound).toArray()));
    }
  }
}
