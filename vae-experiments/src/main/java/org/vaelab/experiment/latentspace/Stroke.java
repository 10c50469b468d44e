package org.vaelab.experiment.latentspace;

import org.vaelab.data.StrokeShape;

/// Attributes of strokes that are measured on images at half of their maximum, so that a blurred
/// image does not count as another one.
enum Stroke {
  THICKNESS("thickness", "thickness (pixels)") {
    @Override
    double of(StrokeShape shape) {
      return shape.thickness();
    }
  },
  SLANT("slant", "slant (pixels per row up)") {
    @Override
    double of(StrokeShape shape) {
      return shape.slant();
    }
  };

  private final String title;
  private final String quantity;

  Stroke(String title, String quantity) {
    this.title = title;
    this.quantity = quantity;
  }

  abstract double of(StrokeShape shape);

  String title() {
    return title;
  }

  String quantity() {
    return quantity;
  }

  /// NaN of an image without ink or, for the slant, in a single row.
  double of(float[] image, int height, int width) {
    for (float value : image) {
      if (value > 0) {
        return of(StrokeShape.atHalfMaximum(image, height, width));
      }
    }
    return Double.NaN;
  }
}
