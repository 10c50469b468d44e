package org.vaelab.spark.parquet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.ImageSet;
import org.vaelab.data.StrokeDigits;

/// Images that become one file, as they travel to where it is written.
public sealed interface ImagePart extends Serializable {
  /// The number of the first image among all.
  int from();

  ImageSet images();

  /// Images of the embedded generator, which the executor paints.
  ///
  /// @param count of all images
  /// @param to the image after the last
  record Painted(int count, int from, int to, long seed) implements ImagePart {
    @Override
    public ImageSet images() {
      return StrokeDigits.test(count, from, to, seed);
    }
  }

  /// Images that the driver has read.
  record Read(int from, int height, int width, byte[] pixels, byte[] labels) implements ImagePart {
    @Override
    public ImageSet images() {
      return new ImageSet(pixels.length / (height * width), height, width, pixels, labels);
    }
  }

  /// @param size images of a part, but for the last
  static List<ImagePart> painted(int count, int size, long seed) {
    List<ImagePart> parts = new ArrayList<>();
    for (int from = 0; from < count; from += size) {
      parts.add(new Painted(count, from, from + Math.min(size, count - from), seed));
    }
    return parts;
  }

  /// @param size images of a part, but for the last
  static List<ImagePart> of(ImageSet images, int size) {
    List<ImagePart> parts = new ArrayList<>();
    for (int from = 0; from < images.count(); from += size) {
      int[] chosen = IntStream.range(from, from + Math.min(size, images.count() - from)).toArray();
      ImageSet some = images.subset(chosen);
      parts.add(new Read(from, some.height(), some.width(), some.pixels(), some.labels()));
    }
    return parts;
  }
}
