package org.vaelab.evidence.annealing;

import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;

/// Hamiltonian Monte Carlo with unit masses (Neal 2011) for the chains of a batch of data
/// points. The step size is a data point's own, shared by its chains and varied by up to a
/// fifth at random, so that no trajectory returns to its start in every transition.
final class HamiltonianMonteCarlo {
  private static final double JITTER = 0.2;

  private final AnnealedPath path;
  private final int[] data;
  private final int chains;
  private final int latentSize;
  private final int leapfrogSteps;
  private final AnnealedPath.Values proposal;

  HamiltonianMonteCarlo(
      AnnealedPath path, int[] data, int chains, int latentSize, int leapfrogSteps) {
    this.path = path;
    this.data = data;
    this.chains = chains;
    this.latentSize = latentSize;
    this.leapfrogSteps = leapfrogSteps;
    this.proposal = path.values();
  }

  /// One transition that leaves the path's density at β invariant.
  ///
  /// @param z `[C*B, Z]`, moved in place
  /// @param at densities at z and the gradient at β; the densities are updated in place
  /// @param stepSizes of each data point, `[B]`
  /// @param key of the transition's random numbers
  /// @return each data point's acceptance probability, a mean over its chains, `[B]`
  double[] step(
      float[] z,
      AnnealedPath.Values at,
      double beta,
      double[] stepSizes,
      NoiseSource noise,
      long key) {
    int batch = data.length;
    float[] momentum = noise.gaussian(key, data, 0, chains, latentSize);
    double[] before = new double[path.rows()];
    double[] step = new double[path.rows()];
    for (int row = 0; row < path.rows(); row++) {
      before[row] = logDensity(at, row, beta) - kinetic(momentum, row);
      double jitter = noise.at(key, data[row % batch], row / batch, 0).nextDouble();
      step[row] = stepSizes[row % batch] * (1 + JITTER * (2 * jitter - 1));
    }
    float[] moved = z.clone();
    System.arraycopy(at.gradient, 0, proposal.gradient, 0, at.gradient.length);
    for (int leap = 0; leap < leapfrogSteps; leap++) {
      for (int i = 0; i < moved.length; i++) {
        double h = step[i / latentSize];
        momentum[i] += (float) (0.5 * h * proposal.gradient[i]);
        moved[i] += (float) (h * momentum[i]);
      }
      path.evaluate(moved, beta, proposal);
      for (int i = 0; i < moved.length; i++) {
        momentum[i] += (float) (0.5 * step[i / latentSize] * proposal.gradient[i]);
      }
    }
    double[] acceptance = new double[batch];
    for (int row = 0; row < path.rows(); row++) {
      double change = logDensity(proposal, row, beta) - kinetic(momentum, row) - before[row];
      // A diverged trajectory has a NaN change, which neither counts nor is accepted.
      double probability = Double.isNaN(change) ? 0 : Math.min(1, Math.exp(change));
      acceptance[row % batch] += probability / chains;
      RandomGenerator generator = noise.at(key, data[row % batch], row / batch, 1);
      if (generator.nextDouble() < probability) {
        System.arraycopy(moved, row * latentSize, z, row * latentSize, latentSize);
        at.logBase[row] = proposal.logBase[row];
        at.logJoint[row] = proposal.logJoint[row];
      }
    }
    return acceptance;
  }

  private static double logDensity(AnnealedPath.Values values, int row, double beta) {
    return (1 - beta) * values.logBase[row] + beta * values.logJoint[row];
  }

  private double kinetic(float[] momentum, int row) {
    double squares = 0;
    for (int i = row * latentSize; i < (row + 1) * latentSize; i++) {
      squares += (double) momentum[i] * momentum[i];
    }
    return 0.5 * squares;
  }
}
