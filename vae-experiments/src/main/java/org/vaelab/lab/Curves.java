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
    for (Trained model : models) {
      add(figure, model, "train", against, EpochMetrics::trainElbo);
      add(figure, model, "test", against, epoch -> epoch.testElbo().orElse(Double.NaN));
    }
    return figure.cutTransient().build();
  }

  private static void add(
      LineFigure.Builder figure,
      Trained model,
      String split,
      Against against,
      ToDoubleFunction<EpochMetrics> bound) {
    if (!model.history().isEmpty()) {
      figure.add(
          new Series(
              model.name() + ", " + split,
              model.history().stream().mapToDouble(against.value).toArray(),
              model.history().stream().mapToDouble(bound).toArray()));
    }
  }
}
