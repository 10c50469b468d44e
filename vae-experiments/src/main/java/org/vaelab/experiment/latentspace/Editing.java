package org.vaelab.experiment.latentspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.experiment.LatentPictures;
import org.vaelab.latent.Attribute;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// Edits the codes of test images and measures what they are decoded to.
///
/// @param model whose codes
/// @param images x of the test images
/// @param codes z of each
/// @param all the mean code of all training images, to which the control moves
record Editing(CodedModel model, List<float[]> images, float[][] codes, Attribute all) {
  private static final double[] STRENGTHS = {-0.5, -0.25, 0, 0.25, 0.5, 0.75};
  private static final double[] SHOWN_STRENGTHS = {-0.5, 0, 0.25, 0.5, 0.75, 1};
  private static final int SHOWN = 8;

  /// Measures a decoded image; NaN where that cannot be.
  interface Measure {
    /// @param image number of the image that was edited
    double of(float[] decoded, int image);
  }

  /// @param towards the attribute that each image moves to
  /// @return nothing if fewer than two images can be measured
  Optional<Effect> effect(
      String attribute, String quantity, double spread, List<Attribute> towards, Measure measure) {
    double[][] edited = new double[STRENGTHS.length][];
    double[][] control = new double[STRENGTHS.length][];
    for (int s = 0; s < STRENGTHS.length; s++) {
      edited[s] = measured(towards, STRENGTHS[s], measure);
      control[s] = measured(Collections.nCopies(codes.length, all), STRENGTHS[s], measure);
    }
    int[] kept =
        IntStream.range(0, codes.length)
            .filter(i -> finite(edited, i) && finite(control, i))
            .toArray();
    if (kept.length < 2) {
      return Optional.empty();
    }
    List<Effect.Step> steps = new ArrayList<>();
    for (int s = 0; s < STRENGTHS.length; s++) {
      double[] with = chosen(edited[s], kept);
      double[] without = chosen(control[s], kept);
      steps.add(
          new Effect.Step(
              STRENGTHS[s],
              Estimate.of(with),
              Estimate.of(without),
              Estimate.ofDifference(with, without)));
    }
    return Optional.of(new Effect(attribute, quantity, spread, steps, codes.length - kept.length));
  }

  private double[] measured(List<Attribute> towards, double alpha, Measure measure) {
    float[][] edited = new float[codes.length][];
    Arrays.setAll(edited, i -> towards.get(i).edit(codes[i], alpha));
    List<float[]> decoded = model.decode(edited);
    return IntStream.range(0, codes.length)
        .mapToDouble(i -> measure.of(decoded.get(i), i))
        .toArray();
  }

  private static boolean finite(double[][] values, int i) {
    return Arrays.stream(values).allMatch(row -> Double.isFinite(row[i]));
  }

  private static double[] chosen(double[] values, int[] kept) {
    return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
  }

  /// The first images at several α.
  ///
  /// @param towards the attribute that each image moves to
  /// @param captions of the images
  ImageGrid pictures(String title, List<Attribute> towards, List<String> captions) {
    int shown = Math.min(SHOWN, codes.length);
    ImageGrid grid =
        model
            .pictures()
            .edit(
                new LatentPictures.Edited(
                    images.subList(0, shown),
                    Arrays.copyOf(codes, shown),
                    towards.subList(0, shown),
                    captions.subList(0, shown)),
                SHOWN_STRENGTHS);
    return new ImageGrid(
        "%s: %s".formatted(title, grid.title()),
        grid.height(),
        grid.width(),
        grid.rows(),
        grid.columnCaptions(),
        grid.scale(),
        grid.frames());
  }

  /// How far the decoded images are from what they must be, at most: without an edit (α = 0) from
  /// the reconstructions, which are another graph's, and at α = 1 from the image of the mean code.
  ///
  /// @param reconstructions E[x given z] at the mean of q of each image
  double identityError(List<float[]> reconstructions) {
    float[][] unedited = new float[codes.length][];
    float[][] moved = new float[codes.length][];
    Arrays.setAll(unedited, i -> all.edit(codes[i], 0));
    Arrays.setAll(moved, i -> all.edit(codes[i], 1));
    List<float[]> meanImages =
        Collections.nCopies(codes.length, model.decode(all.mean()).getFirst());
    return Math.max(
        largestDifference(model.decode(unedited), reconstructions),
        largestDifference(model.decode(moved), meanImages));
  }

  private static double largestDifference(List<float[]> a, List<float[]> b) {
    double largest = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int d = 0; d < a.get(i).length; d++) {
        largest = Math.max(largest, Math.abs(a.get(i)[d] - b.get(i)[d]));
      }
    }
    return largest;
  }
}
