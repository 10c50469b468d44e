package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.inference.Session;
import org.vaelab.latent.Attribute;
import org.vaelab.plot.ImageGrid;

/// Pictures of what a model's codes stand for.
///
/// @param session of the model
/// @param height of an image
/// @param width of an image
public record LatentPictures(Session session, int height, int width) {
  /// Of a picture.
  public static final int MOST_ROWS = 20;

  /// Prior standard deviations: 99.7% of a coordinate.
  private static final double REACH = 3;

  private static final int STEPS = 9;
  private static final int MOST_COLUMNS = 20;
  private static final int SCALE = 2;

  /// Images to be edited, a row each.
  ///
  /// @param images x, `[N]`
  /// @param codes z of each
  /// @param towards what each moves to
  /// @param captions of the rows
  public record Edited(
      List<float[]> images, float[][] codes, List<Attribute> towards, List<String> captions) {}

  /// E[x given z] where one coordinate of a code goes from −3 to 3, a row for each.
  ///
  /// @param chosen dimensions of z, from 0; none for all
  public ImageGrid traversal(float[] code, int... chosen) {
    requireStandardNormal("A traversal");
    int size = session.model().latentSize();
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

  /// x, then E[x given z + α (z̄ − z)] at each α.
  ///
  /// @param strengths α
  public ImageGrid edit(Edited edited, double... strengths) {
    int count = edited.images().size();
    if (strengths.length == 0
        || strengths.length >= MOST_COLUMNS
        || count > MOST_ROWS
        || !DoubleStream.of(strengths).allMatch(Double::isFinite)) {
      throw new ExperimentException(
          "There is room for %d images at 1 to %d finite values of α, not for %d images at %s."
              .formatted(MOST_ROWS, MOST_COLUMNS - 1, count, Arrays.toString(strengths)));
    }
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] z = edited.codes()[i];
      Attribute towards = edited.towards().get(i);
      float[][] codes =
          DoubleStream.of(strengths)
              .mapToObj(strength -> towards.edit(z, strength))
              .toArray(float[][]::new);
      List<float[]> row = new ArrayList<>();
      row.add(edited.images().get(i));
      row.addAll(row("", codes).images());
      rows.add(new ImageGrid.Row(edited.captions().get(i), row));
    }
    List<String> captions = new ArrayList<>(List.of("x"));
    DoubleStream.of(strengths).mapToObj(a -> "α " + a).forEach(captions::add);
    return grid("E[x | z + α (z̄ − z)]", rows, captions);
  }

  /// E[x given z] of a two-dimensional z on a grid of the prior's quantiles (Kingma and Welling
  /// 2014, figure 4).
  public ImageGrid manifold(int side) {
    requireStandardNormal("A manifold of equal parts of the prior");
    int size = session.model().latentSize();
    if (size != 2 || side < 2 || side > MOST_COLUMNS) {
      throw new ExperimentException(
          "A manifold is drawn of a z of 2 dimensions with 2 to %d images a side, not of %d dimensions with %d."
              .formatted(MOST_COLUMNS, size, side));
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
    if (!(session.model().prior() instanceof StandardNormal)) {
      throw new ExperimentException(
          "%s needs the prior N(0, I), and this model has %s."
              .formatted(what, session.model().prior().label()));
    }
  }

  /// E[x given z] of each code, side by side.
  public ImageGrid.Row row(String caption, float[][] codes) {
    return new ImageGrid.Row(
        caption, Pictures.images(Codes.decode(session, codes), height * width));
  }

  private ImageGrid grid(String title, List<ImageGrid.Row> rows, List<String> captions) {
    return new ImageGrid(title, height, width, rows, captions, SCALE, List.of());
  }
}
