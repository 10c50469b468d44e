package org.vaelab.kernel.display;

import org.knowm.xchart.internal.chartpart.Chart;
import org.vaelab.plot.Figure;

/// A figure or chart that the front end shows as SVG.
///
/// @param drawing a [Figure] or a [Chart]
public record Svg(Object drawing) implements Shown {
  public Svg {
    if (!(drawing instanceof Figure || drawing instanceof Chart)) {
      throw new IllegalArgumentException(
          "Only a figure or a chart can be shown as SVG, not a value of type %s."
              .formatted(drawing == null ? "null" : drawing.getClass().getName()));
    }
  }
}
