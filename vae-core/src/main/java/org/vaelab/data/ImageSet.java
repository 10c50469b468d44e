package org.vaelab.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalInt;

/// Grey images of one size, with or without labels. The arrays are shared, not copied: do not write
/// to them.
///
/// @param count number of images, at least 1
/// @param height rows of an image
/// @param width columns of an image
/// @param pixels grey levels 0..255 as unsigned bytes `[count, height, width]`, row-major
/// @param labels one unsigned byte an image `[count]`, or an empty array for unlabelled images
public record ImageSet(int count, int height, int width, byte[] pixels, byte[] labels)
    implements Serializable {

  /// @throws DataException if a size is not positive or an array's length does not fit the sizes
  public ImageSet {
    if (count < 1 || height < 1 || width < 1) {
      throw new DataException(
          "An image set of %d images of %dx%d pixels is empty; every size must be at least 1."
              .formatted(count, height, width));
    }
    // Height times width fits a long; the division keeps the product with count from overflowing.
    long dimension = (long) height * width;
    if (pixels.length % dimension != 0 || pixels.length / dimension != count) {
      throw new DataException(
          "%d images of %dx%d pixels need count*height*width bytes, but %d bytes were given."
              .formatted(count, height, width, pixels.length));
    }
    if (labels.length != 0 && labels.length != count) {
      throw new DataException(
          "%d images came with %d labels; give one label an image, or none at all."
              .formatted(count, labels.length));
    }
  }

  /// Pixels of one image, D.
  public int dimension() {
    return height * width;
  }

  public boolean labelled() {
    return labels.length != 0;
  }

  /// The label (0..255) of one image, or empty where the set is unlabelled.
  public OptionalInt label(int index) {
    return labelled() ? OptionalInt.of(labels[index] & 0xFF) : OptionalInt.empty();
  }

  /// The images at `indices`, in that order, copied; an index may occur more than once.
  ///
  /// @throws DataException if `indices` is empty or names an image that does not exist
  public ImageSet subset(int[] indices) {
    int dimension = dimension();
    byte[] chosenPixels = new byte[Math.multiplyExact(indices.length, dimension)];
    byte[] chosenLabels = new byte[labelled() ? indices.length : 0];
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      requireIndex(index, count);
      System.arraycopy(pixels, index * dimension, chosenPixels, i * dimension, dimension);
      if (labelled()) {
        chosenLabels[i] = labels[index];
      }
    }
    return new ImageSet(indices.length, height, width, chosenPixels, chosenLabels);
  }

  /// The images from (inclusive) to (exclusive), copied.
  ImageSet range(int from, int to) {
    int dimension = dimension();
    return new ImageSet(
        to - from,
        height,
        width,
        Arrays.copyOfRange(pixels, from * dimension, to * dimension),
        labelled() ? Arrays.copyOfRange(labels, from, to) : labels);
  }

  static void requireIndex(int index, int count) {
    if (index < 0 || index >= count) {
      throw new DataException(
          "Image %d does not exist: the set holds images 0 to %d.".formatted(index, count - 1));
    }
  }

  /// The first `n` images, copied. A file may be sorted by label: shuffle first where that matters.
  ///
  /// @throws DataException if `n` is not in 1..count
  public ImageSet head(int n) {
    if (n < 1 || n > count) {
      throw new DataException(
          "Cannot take the first %d images: the set holds %d; ask for 1 to %d."
              .formatted(n, count, count));
    }
    return new ImageSet(
        n,
        height,
        width,
        Arrays.copyOf(pixels, n * dimension()),
        labelled() ? Arrays.copyOf(labels, n) : labels);
  }

  /// Equal sizes and equal content.
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSet that
        && count == that.count
        && height == that.height
        && width == that.width
        && Arrays.equals(pixels, that.pixels)
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(pixels) + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "ImageSet[%d images of %dx%d, %s]"
        .formatted(count, height, width, labelled() ? "labelled" : "unlabelled");
  }
}
