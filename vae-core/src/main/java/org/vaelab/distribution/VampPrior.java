package org.vaelab.distribution;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.Network;

/// The variational mixture of posteriors (Tomczak and Welling 2018): p(z; θ) = (1/C) Σ_c q(z;
/// f(u_c)), with a diagonal Gaussian q, the encoder f and learned pseudo-inputs u. The encoder
/// is that of amortized inference where both have the same network, and the prior's own with
/// SVI.
///
/// @param encoder from x to (μ, log σ) of q, `[2Z]`
/// @param pseudoInputs C
/// @param start of the pseudo-inputs `[C, D]`, from 0 to 1: they are sigmoids of their parameters,
///     in the range of images
public record VampPrior(Network encoder, int pseudoInputs, ParameterSpec.Initialiser start)
    implements Prior {
  // A sigmoid learns nothing where it is saturated.
  private static final double MARGIN = 0.01;

  /// @throws IllegalArgumentException if the encoder's outputs are no means and scales
  public VampPrior {
    MixturePrior.requireComponents(pseudoInputs);
    if (encoder.out() % 2 != 0) {
      throw new IllegalArgumentException(
          "A VampPrior needs an encoder to (μ, log σ), but '%s' gives %d numbers."
              .formatted(encoder, encoder.out()));
    }
  }

  /// Pseudo-inputs that start at random.
  public static VampPrior of(Network encoder, int pseudoInputs) {
    return new VampPrior(
        encoder,
        pseudoInputs,
        (shape, generator) -> {
          float[] u = HostArrays.allocate("the pseudo-inputs", shape);
          for (int i = 0; i < u.length; i++) {
            u[i] = generator.nextFloat();
          }
          return u;
        });
  }

  /// Pseudo-inputs that start as data points. That matters: noise takes long to become like data.
  ///
  /// @param rows `[C, D]`, row-major, from 0 to 1
  public static VampPrior startingAt(Network encoder, float[] rows) {
    if (rows.length == 0 || rows.length % encoder.in() != 0) {
      throw new IllegalArgumentException(
          "%d numbers are no rows of %d, which the encoder takes."
              .formatted(rows.length, encoder.in()));
    }
    float[] copy = rows.clone();
    return new VampPrior(encoder, rows.length / encoder.in(), (shape, generator) -> copy.clone());
  }

  private ParameterSpec spec() {
    return new ParameterSpec(
        "prior.pseudoInputs",
        new long[] {pseudoInputs, encoder.in()},
        (shape, generator) -> {
          float[] u = start.draw(shape, generator);
          for (int i = 0; i < u.length; i++) {
            double inside = Math.clamp(u[i], MARGIN, 1 - MARGIN);
            u[i] = (float) Math.log(inside / (1 - inside));
          }
          return u;
        });
  }

  @Override
  public String label() {
    return "VampPrior of %d pseudo-inputs".formatted(pseudoInputs);
  }

  @Override
  public int size() {
    return encoder.out() / 2;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(encoder.parameters());
    all.add(spec());
    return all;
  }

  private DiagonalMixture mixture(Graph graph) {
    SDVariable u = graph.parameter(spec());
    DiagonalGaussian q =
        DiagonalGaussian.ofRows(encoder.apply(graph, u.getSameDiff().nn.sigmoid(u)), size());
    INDArray logWeights = HostArrays.zeros(graph.type(), 1, pseudoInputs);
    logWeights.assign(-Math.log(pseudoInputs));
    return new DiagonalMixture(
        q.location(), q.logScale(), u.getSameDiff().constant(logWeights), pseudoInputs, size());
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    return mixture(graph).logProb(z, samples);
  }

  @Override
  public int noiseSize() {
    return DiagonalMixture.noiseSize(size());
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return mixture(graph).sample(noise);
  }
}
