package org.vaelab.distribution;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.TooLargeException;

/// q(z; φ) = (1/C) Σ_c N(z; μ_c, diag(σ_c²)), φ = (μ_c, log σ_c) component by component, P = 2CZ.
/// The weights are fixed, so that which component a sample is of does not depend on φ: its pathwise
/// gradient is exact. φ = 0 is the prior N(0, I).
///
/// @param components C
public record MixtureFamily(int components) implements PosteriorFamily {
  private static final DiagonalGaussianFamily DIAGONAL = new DiagonalGaussianFamily();
  private static final double SPREAD = 0.5;

  public MixtureFamily {
    if (components < 1) {
      throw new IllegalArgumentException(
          "A mixture needs a component, not %d.".formatted(components));
    }
  }

  @Override
  public String label() {
    return "mixture of %d diagonal Gaussians".formatted(components);
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements("the parameters of a mixture", 2, components, latentSize);
  }

  /// ε, and two numbers that choose the component.
  @Override
  public int noiseSize(int latentSize) {
    return latentSize + EqualMixture.CHOICE;
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return EqualMixture.ofRows(phi, components, latentSize);
  }

  /// About the prior: means ~ N(0, ¼ I), variances ¾. From components that are alike, only the
  /// noise of the gradient would part them.
  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    float[] row = new float[rowSize(latentSize)];
    if (components > 1) {
      for (int i = 0; i < row.length; i++) {
        boolean mean = i % (2 * latentSize) < latentSize;
        row[i] =
            (float) (mean ? SPREAD * start.nextGaussian() : 0.5 * Math.log(1 - SPREAD * SPREAD));
      }
    }
    return row;
  }

  /// Every component as a random start of a diagonal Gaussian.
  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    float[] row = new float[rowSize(latentSize)];
    for (int c = 0; c < components; c++) {
      write(DIAGONAL.randomRow(latentSize, generator), row, c);
    }
    return row;
  }

  /// All components alike.
  @Override
  public Optional<float[]> embed(PosteriorFamily from, float[] row, int latentSize) {
    if (!from.equals(DIAGONAL)) {
      return PosteriorFamily.super.embed(from, row, latentSize);
    }
    float[] mixture = new float[rowSize(latentSize)];
    for (int c = 0; c < components; c++) {
      write(row, mixture, c);
    }
    return Optional.of(mixture);
  }

  private static void write(float[] component, float[] row, int c) {
    System.arraycopy(component, 0, row, c * component.length, component.length);
  }
}
