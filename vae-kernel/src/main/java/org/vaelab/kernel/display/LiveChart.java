package org.vaelab.kernel.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.progress.ProgressEvent;

/// The ELBO curves of a cell's tasks, redrawn in place while they run.
final class LiveChart {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Curve(List<Double> x, List<Double> y) {}

  private final String id = UUID.randomUUID().toString();
  private final Map<String, Curve> curves = new LinkedHashMap<>();
  private boolean shown;
  private boolean outdated;
  private long drawnNanos = System.nanoTime();

  /// Adds a point to the curve of each figure whose name speaks of an ELBO.
  void add(ProgressEvent event) {
    event
        .figures()
        .forEach(
            (name, value) -> {
              if (name.contains("ELBO")) {
                Curve curve =
                    curves.computeIfAbsent(
                        event.task() + ": " + name.replace(" (nats)", ""),
                        n -> new Curve(new ArrayList<>(), new ArrayList<>()));
                curve.x().add((double) event.done());
                curve.y().add(value);
                outdated = true;
              }
            });
  }

  void redrawIfDue(long now) {
    if (now - drawnNanos >= INTERVAL_NANOS) {
      redraw();
    }
  }

  void redraw() {
    if (!outdated) {
      return;
    }
    LineFigure.Builder figure =
        LineFigure.builder("ELBO during training", "steps", "ELBO (nats per data point)")
            .cutTransient();
    curves.forEach(
        (name, curve) -> figure.add(new Series(name, array(curve.x()), array(curve.y()))));
    if (shown) {
      Display.update(id, figure.build());
    } else {
      Display.display(figure.build(), id);
    }
    shown = true;
    outdated = false;
    drawnNanos = System.nanoTime();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
