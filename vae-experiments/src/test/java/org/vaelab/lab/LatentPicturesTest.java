package org.vaelab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.MutedProgress;
import org.vaelab.data.Points;
import org.vaelab.evidence.diagnostics.AggregatePosterior;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.latent.Attribute;
import org.vaelab.latent.Interpolation;
import org.vaelab.notebook.VaeToolkit;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What is done with the codes of a trained model.
@ExtendWith(MutedProgress.class)
class LatentPicturesTest {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

  private static LabData data;
  private static Trained model;

  @BeforeAll
  static void train() {
    data = Lab.data("stroke-digits").trainingImages(300).testImages(40);
    model = Lab.vae(data).latent(2).hidden(16).train(Lab.amortized().epochs(2).batch(50).seed(3));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource
  void endPointsAreTheReconstructions(Interpolation how) {
    Images two = data.test().choose(4, 9);
    Images reconstructed = reconstructions(two);
    float[][] codes = model.encode(two);
    Images way = model.interpolate(codes[0], codes[1], 5, how);
    assertThat(way.count()).isEqualTo(5);
    assertThat(way.image(0)).containsExactly(reconstructed.image(0), ROUNDING);
    assertThat(way.image(4)).containsExactly(reconstructed.image(1), ROUNDING);
    assertThat(way.image(2)).isNotEqualTo(way.image(0));
  }

  /// By the graph that goes from x through q to E[x given z], which knows nothing of codes.
  private static Images reconstructions(Images images) {
    var points = Points.all(images.observations());
    var noise = NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);
    try (var q = model.session().infer(model.strategy(), points, noise)) {
      float[] unused = new float[points.count() * q.family().noiseSize(2)];
      return Images.made(model.session().reconstruct(q, unused), images.height(), images.width());
    }
  }

  @Test
  void anEditIsTheReconstructionAtZeroAndTheMeanCodeAtOne() {
    Images images = data.test().first(3);
    Images with = data.test().choose(10, 11, 12, 13);
    Attribute attribute = Attribute.of(model.encode(with));
    ImageGrid grid = model.edit(images, attribute, -1, 0, 1);
    assertThat(grid.columnCaptions()).containsExactly("x", "α -1.0", "α 0.0", "α 1.0");
    Images reconstructed = reconstructions(images);
    float[] meanImage = model.decode(attribute.mean()).image(0);
    for (int i = 0; i < 3; i++) {
      List<float[]> row = grid.rows().get(i).images();
      assertThat(row.get(0)).containsExactly(images.image(i));
      assertThat(row.get(2)).containsExactly(reconstructed.image(i), ROUNDING);
      assertThat(row.get(3)).containsExactly(meanImage, ROUNDING);
    }
    assertThatThrownBy(() -> model.edit(images, attribute))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("1 to 19 finite values");
  }

  @Test
  void aTraversalMovesOneCoordinate() {
    float[] code = {0.4f, -1.2f};
    ImageGrid grid = model.traverse(code);
    assertThat(grid.rows()).hasSize(2);
    assertThat(grid.columnCaptions()).hasSize(9).startsWith("-3.00").endsWith("3.00");
    float[] last = model.decode(new float[] {0.4f, 3}).image(0);
    assertThat(grid.rows().get(1).images().getLast()).containsExactly(last, ROUNDING);
    assertThat(model.traverse(code, 1).rows()).hasSize(1);
    assertThatThrownBy(() -> model.traverse(code, 2))
        .hasMessage("There is no dimension 2 of z; there are 0 to 1.");
    assertThatThrownBy(() -> model.traverse(new float[3]))
        .hasMessage("The code has 3 numbers; z of this model has 2.");
  }

  /// Of two parts each the quantiles are those of 1/4 and 3/4, ±0.6745.
  @Test
  void theManifoldIsDecodedAtQuantiles() {
    ImageGrid grid = model.manifold(2);
    float[] topRight = model.decode(new float[] {0.67449f, 0.67449f}).image(0);
    float[] bottomRight = model.decode(new float[] {0.67449f, -0.67449f}).image(0);
    Offset<Float> small = Offset.offset(1e-4f);
    assertThat(grid.rows().get(0).images().get(1)).containsExactly(topRight, small);
    assertThat(grid.rows().get(1).images().get(1)).containsExactly(bottomRight, small);
    assertThatThrownBy(() -> model.manifold(1)).hasMessageContaining("2 to 20 images a side");
  }

  @Test
  void theAggregatePosteriorShowsItself() {
    Aggregate aggregate = model.aggregate(40);
    AggregatePosterior measured = aggregate.measured();
    assertThat(measured.upper().mean()).isGreaterThanOrEqualTo(measured.lower().mean());
    assertThat(measured.information().lower().mean())
        .isLessThanOrEqualTo(measured.information().ceiling());
    assertThat(new VaeToolkit().html(aggregate).orElseThrow()).contains("<table>", "log N");
    assertThat(aggregate.toString()).contains("KL(q(z) ‖ p(z)), at least");
    assertThatThrownBy(() -> model.aggregate(1)).hasMessageContaining("2 images or more");
  }

  @Test
  void imagesThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> data.test().choose(0, 4000)).hasMessageContaining("no image 4000");
  }
}
