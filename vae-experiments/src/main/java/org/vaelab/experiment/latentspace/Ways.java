package org.vaelab.experiment.latentspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Gamma;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.LatentPictures;
import org.vaelab.latent.Interpolation;
import org.vaelab.plot.ImageGrid;
import org.vaelab.plot.LineFigure;
import org.vaelab.statistics.Estimate;

/// Ways between the codes of pairs of test images.
///
/// @param pictures of some of them, decoded
/// @param linear ‖z‖ along the straight ways, at t = 0, 0.1, ..., 1; a mean over pairs
/// @param spherical the same along great circles
/// @param dip ‖z‖ in the middle of the great circle less that of the straight way, paired;
///     nothing where no pair has a great circle
/// @param leftOut pairs without a great circle: codes that are 0 or opposite
record Ways(
    ImageGrid pictures,
    List<Estimate> linear,
    List<Estimate> spherical,
    Optional<Estimate> dip,
    int leftOut) {
  private static final int MOST_PAIRS = 200;
  private static final int SHOWN = 3;
  private static final int COLUMNS = 12;
  private static final int STEPS = 11;
  private static final int SCALE = 2;

  /// @param codes of images that are paired in their order
  static Ways of(CodedModel model, float[][] codes) {
    LatentPictures pictures = model.pictures();
    List<ImageGrid.Row> rows = new ArrayList<>();
    List<float[][]> straight = new ArrayList<>();
    List<float[][]> circles = new ArrayList<>();
    int count = Math.min(MOST_PAIRS, codes.length / 2);
    for (int p = 0; p < count; p++) {
      float[] from = codes[2 * p];
      float[] to = codes[2 * p + 1];
      boolean shown = p < SHOWN;
      if (shown) {
        float[][] way = Interpolation.LINEAR.way(from, to, COLUMNS);
        rows.add(pictures.row("%d, linear".formatted(p + 1), way));
      }
      if (!hasCircle(from, to)) {
        continue;
      }
      straight.add(Interpolation.LINEAR.way(from, to, STEPS));
      circles.add(Interpolation.SPHERICAL.way(from, to, STEPS));
      if (shown) {
        float[][] way = Interpolation.SPHERICAL.way(from, to, COLUMNS);
        rows.add(pictures.row("%d, spherical".formatted(p + 1), way));
      }
    }
    return new Ways(
        new ImageGrid(
            "E[x | z] on the ways between codes of test images",
            model.height(),
            model.width(),
            rows,
            SCALE),
        means(straight),
        means(circles),
        circles.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Estimate.ofDifference(lengths(circles, STEPS / 2), lengths(straight, STEPS / 2))),
        count - circles.size());
  }

  private static boolean hasCircle(float[] from, float[] to) {
    try {
      Interpolation.SPHERICAL.way(from, to, STEPS);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Of the lengths at each step; none without ways.
  private static List<Estimate> means(List<float[][]> ways) {
    return ways.isEmpty()
        ? List.of()
        : IntStream.range(0, STEPS).mapToObj(t -> Estimate.of(lengths(ways, t))).toList();
  }

  private static double[] lengths(List<float[][]> ways, int t) {
    return ways.stream().mapToDouble(way -> length(way[t])).toArray();
  }

  private static double length(float[] code) {
    double squares = 0;
    for (float value : code) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /// The mean length of a draw of the prior is √2 Γ((Z+1)/2) / Γ(Z/2), nearly √(Z − ½).
  LineFigure figure(int latent) {
    double[] t = new double[STEPS];
    Arrays.setAll(t, i -> i / (STEPS - 1.0));
    return LineFigure.builder(
            "How far from 0 the ways lead", "t", "mean ‖z‖ ± standard error over pairs")
        .add(Estimates.series("linear", t, linear))
        .add(Estimates.series("spherical", t, spherical))
        .reference("draws of the prior", priorLength(latent))
        .yFrom(0)
        .build();
  }

  static double priorLength(int latent) {
    return Math.sqrt(2)
        * Math.exp(Gamma.logGamma((latent + 1) / 2.0) - Gamma.logGamma(latent / 2.0));
  }

  /// The middle of the straight ways.
  Estimate middle() {
    return linear.get(STEPS / 2);
  }
}
