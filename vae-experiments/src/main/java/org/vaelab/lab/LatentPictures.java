package org.vaelab.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.latent.Attribute;
import org.vaelab.plot.ImageGrid;

/// Pictures of what a model's codes stand for.
final class LatentPictures {
  /// Prior standard deviations: 99.7% of a coordinate.
  private static final double REACH = 3;

  private static final int STEPS = 9;
  private static final int MOST_ROWS = 20;
  private static final int MOST_COLUMNS = 20;
  private static final int SCALE = 2;

  private final Trained model;

  LatentPictures(Trained model) {
    this.model = model;
  }

  ImageGrid traversal(float[] code, int... chosen) {
    requireStandardNormal("A traversal");
    int size = model.model().latentSize();
    if (code.length != size) {
      throw new ExperimentException(
          "The code has %d numbers; z of this model has %d.".formatted(code.length, size));
    }
    int[] dimensions = chosen.length > 0 ? chosen : IntStream.range(0, size).toArray();
    if (dimensions.length > MOST_ROWS) {
      throw new ExperimentException(
          "There is room for %d dimensions of z, not %d; name those to be traversed."
              .formatted(MOST_ROWS, dimensions.length));
    }
    double[] values =
        IntStream.range(0, STEPS).mapToDouble(i -> REACH * (2.0 * i / (STEPS - 1) - 1)).toArray();
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int d : dimensions) {
      if (d < 0 || d >= size) {
        throw new ExperimentException(
            "There is no dimension %d of z; there are 0 to %d.".formatted(d, size - 1));
      }
      float[][] codes = new float[STEPS][];
      for (int i = 0; i < STEPS; i++) {
        codes[i] = code.clone();
        codes[i][d] = (float) values[i];
      }
      rows.add(row("z[%d]".formatted(d), codes));
    }
    return grid(
        "E[x | z] where one coordinate of z goes through the prior's range",
        rows,
        Arrays.stream(values).mapToObj(v -> "%.2f".formatted(v)).toList());
  }

  ImageGrid edit(Images images, Attribute attribute, double... strengths) {
    if (strengths.length == 0
        || strengths.length >= MOST_COLUMNS
        || images.count() > MOST_ROWS
        || !DoubleStream.of(strengths).allMatch(Double::isFinite)) {
      throw new ExperimentException(
          "There is room for %d images at 1 to %d finite values of α, not for %d images at %s."
              .formatted(MOST_ROWS, MOST_COLUMNS - 1, images.count(), Arrays.toString(strengths)));
    }
    float[][] codes = model.encode(images);
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      float[] z = codes[i];
      float[][] edited =
          DoubleStream.of(strengths)
              .mapToObj(strength -> attribute.edit(z, strength))
              .toArray(float[][]::new);
      List<float[]> row = new ArrayList<>();
      row.add(images.image(i));
      row.addAll(row("", edited).images());
      rows.add(new ImageGrid.Row("", row));
    }
    List<String> captions = new ArrayList<>(List.of("x"));
    DoubleStream.of(strengths).mapToObj(a -> "α " + a).forEach(captions::add);
    return grid("E[x | z + α (z̄ − z)]", rows, captions);
  }

  ImageGrid manifold(int side) {
    requireStandardNormal("A manifold of equal parts of the prior");
    if (model.model().latentSize() != 2 || side < 2 || side > MOST_COLUMNS) {
      throw new ExperimentException(
          "A manifold is drawn of a z of 2 dimensions with 2 to %d images a side, not of %d dimensions with %d."
              .formatted(MOST_COLUMNS, model.model().latentSize(), side));
    }
    NormalDistribution normal = new NormalDistribution();
    double[] quantiles =
        IntStream.range(0, side)
            .mapToDouble(i -> normal.inverseCumulativeProbability((i + 0.5) / side))
            .toArray();
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int r = side - 1; r >= 0; r--) {
      float[][] codes = new float[side][];
      for (int c = 0; c < side; c++) {
        codes[c] = new float[] {(float) quantiles[c], (float) quantiles[r]};
      }
      rows.add(row("%.1f".formatted(quantiles[r]), codes));
    }
    return grid(
        "E[x | z] at quantiles of the prior: z[0] across, z[1] upwards",
        rows,
        Arrays.stream(quantiles).mapToObj(q -> "%.1f".formatted(q)).toList());
  }

  private void requireStandardNormal(String what) {
    if (!(model.model().prior() instanceof StandardNormal)) {
      throw new ExperimentException(
          "%s needs the prior N(0, I), and this model has %s."
              .formatted(what, model.model().prior().label()));
    }
  }

  private ImageGrid.Row row(String caption, float[][] codes) {
    Images decoded = model.decode(codes);
    return new ImageGrid.Row(
        caption, IntStream.range(0, decoded.count()).mapToObj(decoded::image).toList());
  }

  private ImageGrid grid(String title, List<ImageGrid.Row> rows, List<String> captions) {
    Images one = model.decode(new float[model.model().latentSize()]);
    return new ImageGrid(title, one.height(), one.width(), rows, captions, SCALE, List.of());
  }
}
