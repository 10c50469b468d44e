package org.vaelab.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;
import org.vaelab.graph.TooLargeException;

/// Planar flows of a diagonal Gaussian with all parameters in the row (Rezende and Mohamed 2015): φ
/// = (μ, log σ), then (u, w, b) of each layer, P = 2Z + L(2Z + 1). w is kept as its difference from
/// a unit vector, along the dimensions in turn, so that it is not zero where φ is: φ = 0 is the
/// prior N(0, I), and u = 0 a diagonal Gaussian whatever w and b are. log q is known at q's own
/// samples alone.
///
/// @param layers L
public record PlanarFamily(int layers) implements PosteriorFamily {

  public PlanarFamily {
    if (layers < 1) {
      throw new IllegalArgumentException("A planar flow needs a layer, not %d.".formatted(layers));
    }
  }

  @Override
  public String label() {
    return "planar flow of %d layers".formatted(layers);
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements(
        "the parameters of a planar flow", 1, 2L * latentSize + layers * (2L * latentSize + 1));
  }

  private static int layerStart(int layer, int latentSize) {
    return 2 * latentSize + layer * (2 * latentSize + 1);
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    List<PlanarFlow.Layer> flow = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      int u = layerStart(layer, latentSize);
      int w = u + latentSize;
      int b = w + latentSize;
      INDArray unit = HostArrays.zeros(graph.type(), 1, latentSize);
      unit.putScalar(layer % latentSize, 1);
      flow.add(
          new PlanarFlow.Layer(
              SafeOps.columns(phi, u, w),
              SafeOps.columns(phi, w, b).add(phi.getSameDiff().constant(unit)),
              SafeOps.columns(phi, b, b + 1)));
    }
    return new FlowPosterior(this, graph, phi, latentSize, new PlanarFlow(flow, latentSize));
  }

  /// The prior. Layers differ from the start, to no effect.
  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    float[] row = new float[rowSize(latentSize)];
    turn(row, latentSize, start);
    return row;
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    float[] row = DiagonalRows.random(rowSize(latentSize), latentSize, generator);
    turn(row, latentSize, generator);
    return row;
  }

  /// Draws w and b of all layers, which change nothing while u = 0.
  private void turn(float[] row, int latentSize, RandomGenerator generator) {
    for (int layer = 0; layer < layers; layer++) {
      int w = layerStart(layer, latentSize) + latentSize;
      for (int i = w; i <= w + latentSize; i++) {
        row[i] = (float) (0.5 * generator.nextGaussian());
      }
    }
  }

  @Override
  public Optional<float[]> embed(PosteriorFamily from, float[] row, int latentSize) {
    return DiagonalRows.embed(from, row, rowSize(latentSize))
        .or(() -> PosteriorFamily.super.embed(from, row, latentSize));
  }
}
