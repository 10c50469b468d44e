package org.vaelab.network;

import java.io.Serializable;

/// Images as rows of numbers: planes one after another, each `[height, width]`, row-major. A
/// likelihood with two numbers per pixel takes two planes.
///
/// @param planes how many numbers a pixel has
public record ImageShape(int height, int width, int planes) implements Serializable {

  public ImageShape {
    if (height < 1 || width < 1 || planes < 1) {
      throw new IllegalArgumentException(
          "Images need positive sizes, not %d x %d with %d numbers a pixel."
              .formatted(height, width, planes));
    }
    Math.multiplyExact(Math.multiplyExact(height, width), planes);
  }

  /// How many numbers an image has.
  public int size() {
    return height * width * planes;
  }
}
