package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;

/// The windows that a convolution moves over images `[height, width, channels]`, `rows` by
/// `columns` of them: window (i, j) begins at pixel (i·strideY − top, j·strideX − left), and what
/// lies beyond the edges counts as zeros.
record Windows(
    int height,
    int width,
    int channels,
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int top,
    int left,
    int rows,
    int columns) {

  /// What a convolution's node holds. With the images' windows as a matrix X `[windows, size]`, the
  /// kernel as W `[size, features]` and Y `[windows, features]`:
  enum Role {
    /// Y = X·W, from images and W
    FEATURES,
    /// the images over which Y·Wᵀ is added up, from Y and Wᵀ
    IMAGES,
    /// W = Xᵀ·Y, from images and Y
    KERNEL
  }

  /// Numbers in a window.
  int size() {
    return kernelHeight * kernelWidth * channels;
  }

  /// Copies the windows of some rows, numbered through all images, one after another.
  void gather(Element element, long images, long fromRow, long toRow, long windows) {
    move(element, images, fromRow, toRow, windows, false);
  }

  /// Adds the windows of some rows to the images.
  void scatter(Element element, long images, long fromRow, long toRow, long windows) {
    move(element, images, fromRow, toRow, windows, true);
  }

  private void move(
      Element element, long images, long fromRow, long toRow, long windows, boolean add) {
    long bytes = element.bytes();
    int strip = kernelWidth * channels;
    long next = windows;
    for (long row = fromRow; row < toRow; row++) {
      long firstLine = row / rows * height;
      int y0 = (int) (row % rows) * strideY - top;
      for (int column = 0; column < columns; column++) {
        int x0 = column * strideX - left;
        int from = Math.clamp(-x0, 0, kernelWidth);
        int to = Math.clamp(width - x0, from, kernelWidth);
        for (int y = y0; y < y0 + kernelHeight; y++) {
          int count = y < 0 || y >= height ? 0 : (to - from) * channels;
          long pixels = images + bytes * (((firstLine + y) * width + x0 + from) * channels);
          long inside = next + bytes * from * channels;
          if (add) {
            element.run(Elementwise.ADD, pixels, inside, pixels, count, 0, 0);
          } else {
            if (count < strip) {
              element.fill(next, strip, 0);
            }
            element.run(Elementwise.COPY, pixels, pixels, inside, count, 0, 0);
          }
          next += bytes * strip;
        }
      }
    }
  }
}
