package org.vaelab.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Observations;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.plot.ImageGrid;
import org.vaelab.report.Html;

/// Images as a model sees or makes them.
///
/// @param ids which images of their set they are: noise is keyed by it
/// @param pixels `[N, D]`, row-major, from 0 to 1
public record Images(int[] ids, float[] pixels, int height, int width) implements Shown {
  private static final int COLUMNS = 12;
  private static final int MOST_SHOWN = 120;

  static Images of(FrozenObservations all) {
    int[] ids = ExperimentData.all(all.count());
    return new Images(ids, ExperimentData.rows(all, ids), all.height(), all.width());
  }

  static Images made(float[] pixels, int height, int width) {
    return new Images(ExperimentData.all(pixels.length / (height * width)), pixels, height, width);
  }

  /// N.
  public int count() {
    return ids.length;
  }

  /// D values of an image.
  public float[] image(int index) {
    int size = height * width;
    return Arrays.copyOfRange(pixels, index * size, (index + 1) * size);
  }

  /// The first images, or all if there are no more.
  public Images first(int count) {
    if (count < 1) {
      throw new ExperimentException(
          "There are no first %d images; take at least one.".formatted(count));
    }
    int taken = Math.min(count, count());
    return new Images(
        Arrays.copyOf(ids, taken), Arrays.copyOf(pixels, taken * height * width), height, width);
  }

  /// Some of them, in this order.
  public Images choose(int... indices) {
    int size = height * width;
    int[] chosen = new int[indices.length];
    float[] rows = new float[indices.length * size];
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= count()) {
        throw new ExperimentException(
            "There is no image %d; there are 0 to %d.".formatted(indices[i], count() - 1));
      }
      chosen[i] = ids[indices[i]];
      System.arraycopy(pixels, indices[i] * size, rows, i * size, size);
    }
    return new Images(chosen, rows, height, width);
  }

  /// As data points that models are trained on and measured with.
  public Observations observations() {
    return Observations.ofRows(pixels, height * width);
  }

  ImageGrid grid(String title) {
    List<ImageGrid.Row> rows = new ArrayList<>();
    int shown = Math.min(count(), MOST_SHOWN);
    for (int from = 0; from < shown; from += COLUMNS) {
      List<float[]> row = new ArrayList<>();
      for (int i = from; i < Math.min(shown, from + COLUMNS); i++) {
        row.add(image(i));
      }
      rows.add(new ImageGrid.Row("", row));
    }
    return new ImageGrid(title, height, width, rows, 2);
  }

  @Override
  public String html() {
    return Html.of(grid(toString()));
  }

  @Override
  public String toString() {
    return "%,d images of %d x %d pixels%s"
        .formatted(count(), height, width, count() > MOST_SHOWN ? ", the first shown" : "");
  }
}
