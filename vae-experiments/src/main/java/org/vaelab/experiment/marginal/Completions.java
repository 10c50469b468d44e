package org.vaelab.experiment.marginal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Images whose top half is missing, and what the exact posterior given the bottom half makes of
/// it: E[x given x_bottom] = Σ_z p(z given x_bottom) E[x given z], and E[x given z] of single z of
/// that posterior.
final class Completions {
  private static final int SAMPLES = 3;

  private Completions() {}

  static ImageGrid of(
      BitsVae model,
      List<float[]> images,
      List<DiscretePosterior> ofBottom,
      NoiseSource<Purpose.Sampling> noise) {
    float[] mask = model.bottomHalf();
    int size = mask.length;
    float[] means = model.means();
    List<float[]> observed = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    List<List<float[]>> drawn = new ArrayList<>();
    for (int s = 0; s < SAMPLES; s++) {
      drawn.add(new ArrayList<>());
    }
    for (int i = 0; i < images.size(); i++) {
      float[] x = images.get(i);
      DiscretePosterior posterior = ofBottom.get(i);
      observed.add(model.shown(x, mask));
      float[] mean = new float[size];
      for (int c = 0; c < posterior.size(); c++) {
        double probability = posterior.probability(c);
        for (int d = 0; d < size; d++) {
          mean[d] += (float) (probability * means[c * size + d]);
        }
      }
      expected.add(completed(x, mask, mean));
      DiscreteProposal exact = DiscreteProposal.exact(posterior);
      for (int s = 0; s < SAMPLES; s++) {
        int c = exact.draw(noise.at(i, s));
        float[] picture = Arrays.copyOfRange(means, c * size, (c + 1) * size);
        drawn.get(s).add(completed(x, mask, picture));
      }
    }
    List<ImageGrid.Row> rows = new ArrayList<>();
    rows.add(new ImageGrid.Row("x", images));
    rows.add(new ImageGrid.Row("what is seen", observed));
    rows.add(new ImageGrid.Row("mean completion", expected));
    for (int s = 0; s < SAMPLES; s++) {
      rows.add(new ImageGrid.Row("completion " + (s + 1), drawn.get(s)));
    }
    return new ImageGrid(
        "The missing top half, by the exact posterior p(z | bottom half)",
        model.points().observations().height(),
        model.points().observations().width(),
        rows,
        2);
  }

  private static float[] completed(float[] x, float[] mask, float[] mean) {
    float[] picture = x.clone();
    for (int d = 0; d < x.length; d++) {
      picture[d] = mask[d] == 1 ? x[d] : mean[d];
    }
    return picture;
  }
}
