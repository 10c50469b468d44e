package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.TooLargeException;

/// RealNVP flows of a diagonal Gaussian with all parameters in the row (Dinh, Sohl-Dickstein and
/// Bengio 2017): φ = (μ, log σ), then per layer the weights and biases of a data point's own
/// coupling network, kept half → H tanh units → (s, t) of the other half. While the last weights
/// and biases are zero, as they start, q is a diagonal Gaussian. The first weights do not start at
/// zero: nothing would move the weights of either layer away from there.
///
/// @param layers L couplings
/// @param hidden H
public record RealNvpFamily(int layers, int hidden) implements PosteriorFamily {
  private static final long EMBEDDED = 1; // Seeds the first weights of embedded rows.

  public RealNvpFamily {
    if (layers < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "A RealNVP flow needs a layer and a hidden unit, not %d and %d."
              .formatted(layers, hidden));
    }
  }

  /// Where a layer's parameters are in the row.
  private record Layout(int from, int kept, int hidden, int outputs) {
    int firstBias() {
      return from + hidden * kept;
    }

    int lastWeights() {
      return firstBias() + hidden;
    }

    int lastBias() {
      return lastWeights() + outputs * hidden;
    }

    int end() {
      return lastBias() + outputs;
    }
  }

  private List<Layout> layouts(int latentSize) {
    CouplingFlow.require("A RealNVP flow", layers, latentSize);
    TooLargeException.elements(
        "the parameters of a RealNVP flow", layers, hidden + 1L, 2L * latentSize + 1);
    List<Layout> layouts = new ArrayList<>();
    int from = 2 * latentSize;
    for (int layer = 0; layer < layers; layer++) {
      int kept = CouplingFlow.kept(layer, latentSize);
      layouts.add(new Layout(from, kept, hidden, 2 * (latentSize - kept)));
      from = layouts.getLast().end();
    }
    return layouts;
  }

  @Override
  public String label() {
    return "RealNVP flow of %d layers".formatted(layers);
  }

  @Override
  public int rowSize(int latentSize) {
    return layouts(latentSize).getLast().end();
  }

  /// tanh(W a + b) and the like: a matrix and a bias for each data point, by broadcasting.
  ///
  /// @param rows `[K*B, in]`
  /// @param weights `[B, out*in]`, row-major
  /// @param bias `[B, out]`
  /// @return `[K, B, out]`
  private static SDVariable affine(
      SDVariable rows, SDVariable weights, SDVariable bias, int samples, int in, int out) {
    return rows.reshape(samples, -1, 1, in).mul(weights.reshape(-1, out, in)).sum(3).add(bias);
  }

  private static CouplingFlow.Coupling coupling(SDVariable phi, Layout layout) {
    int hidden = layout.hidden();
    int outputs = layout.outputs();
    SDVariable firstWeights = columns(phi, layout.from(), layout.firstBias());
    SDVariable firstBias = columns(phi, layout.firstBias(), layout.lastWeights());
    SDVariable lastWeights = columns(phi, layout.lastWeights(), layout.lastBias());
    SDVariable lastBias = columns(phi, layout.lastBias(), layout.end());
    return (kept, samples) -> {
      SDVariable sums = affine(kept, firstWeights, firstBias, samples, layout.kept(), hidden);
      SDVariable units = phi.getSameDiff().math.tanh(sums);
      return affine(units, lastWeights, lastBias, samples, hidden, outputs).reshape(-1, outputs);
    };
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    List<CouplingFlow.Coupling> couplings =
        layouts(latentSize).stream().map(layout -> coupling(phi, layout)).toList();
    return new FlowPosterior(this, graph, phi, latentSize, new CouplingFlow(couplings, latentSize));
  }

  /// The prior, with first weights and biases drawn.
  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return seeded(new float[rowSize(latentSize)], latentSize, start);
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return seeded(
        DiagonalRows.random(rowSize(latentSize), latentSize, generator), latentSize, generator);
  }

  @Override
  public Optional<float[]> embed(PosteriorFamily from, float[] row, int latentSize) {
    return DiagonalRows.embed(from, row, rowSize(latentSize))
        .map(diagonal -> seeded(diagonal, latentSize, new SplittableRandom(EMBEDDED)))
        .or(() -> PosteriorFamily.super.embed(from, row, latentSize));
  }

  /// Draws the hidden units, which change nothing while the last layer is zero.
  private float[] seeded(float[] row, int latentSize, RandomGenerator generator) {
    for (Layout layout : layouts(latentSize)) {
      double scale = 1 / Math.sqrt(layout.kept());
      for (int i = layout.from(); i < layout.lastWeights(); i++) {
        row[i] = (float) (scale * generator.nextGaussian());
      }
    }
    return row;
  }
}
