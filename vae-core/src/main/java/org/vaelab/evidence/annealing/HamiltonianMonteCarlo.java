package org.vaelab.evidence.annealing;

import org.vaelab.algorithm.Algorithm;
import org.vaelab.graph.HostArrays;
import org.vaelab.random.NoiseSource;

/// Hamiltonian Monte Carlo with unit masses (Neal 2011), which leaves any log-density invariant,
/// for C chains of each of B targets. The step size is a target's own, shared by its chains and
/// varied by up to a fifth at random, so that no trajectory returns to its start in every
/// transition.
///
/// @param leapfrogSteps of each transition
public record HamiltonianMonteCarlo(int leapfrogSteps) {
  private static final double JITTER = 0.2;

  public HamiltonianMonteCarlo {
    if (leapfrogSteps < 1) {
      throw new IllegalArgumentException(
          "Hamiltonian Monte Carlo needs at least one leapfrog step, not " + leapfrogSteps + ".");
    }
  }

  /// Where the chains are, rows with the chain outermost.
  ///
  /// @param z `[C*B, Z]`
  /// @param logDensity at z, `[C*B]`
  /// @param gradient at z, `[C*B, Z]`
  /// @param transitions made so far
  /// @param acceptance of the last transition: each target's probability, a mean over its chains,
  ///     `[B]`
  public record Chains(
      float[] z, double[] logDensity, float[] gradient, long transitions, double[] acceptance) {

    /// Chains at given points.
    ///
    /// @param z `[C*B, Z]`, moved in place from here on
    /// @param targets B
    public static Chains at(float[] z, int size, int targets, LogDensity density) {
      double[] logDensity = new double[z.length / size];
      float[] gradient =
          HostArrays.allocate("the chains [chains x data points x latent size]", z.length);
      density.evaluate(z, logDensity, gradient);
      return new Chains(z, logDensity, gradient, 0, new double[targets]);
    }

    private int size() {
      return z.length / logDensity.length;
    }
  }

  /// One transition of every chain, in place.
  ///
  /// @param ids identities of the B targets, which key their noise
  /// @param stepSizes of each target, `[B]`
  /// @param key of the transition's random numbers
  public Chains step(
      LogDensity density,
      Chains chains,
      int[] ids,
      double[] stepSizes,
      NoiseSource<?> noise,
      long key) {
    int rows = chains.logDensity().length;
    int size = chains.size();
    int targets = ids.length;
    float[] momentum = noise.gaussian(key, ids, 0, rows / targets, size);
    double[] before = new double[rows];
    double[] step = new double[rows];
    for (int row = 0; row < rows; row++) {
      before[row] = chains.logDensity()[row] - kinetic(momentum, row, size);
      double jitter = noise.at(key, ids[row % targets], row / targets, 0).nextDouble();
      step[row] = stepSizes[row % targets] * (1 + JITTER * (2 * jitter - 1));
    }
    float[] moved = chains.z().clone();
    float[] slope = chains.gradient().clone();
    double[] after = new double[rows];
    leapfrog(density, moved, momentum, after, slope, step);
    double[] acceptance = new double[targets];
    for (int row = 0; row < rows; row++) {
      double change = after[row] - kinetic(momentum, row, size) - before[row];
      // A diverged trajectory has a NaN change, which neither counts nor is accepted.
      double probability = Double.isNaN(change) ? 0 : Math.min(1, Math.exp(change));
      acceptance[row % targets] += probability / (rows / targets);
      if (noise.at(key, ids[row % targets], row / targets, 1).nextDouble() < probability) {
        System.arraycopy(moved, row * size, chains.z(), row * size, size);
        System.arraycopy(slope, row * size, chains.gradient(), row * size, size);
        chains.logDensity()[row] = after[row];
      }
    }
    return new Chains(
        chains.z(), chains.logDensity(), chains.gradient(), chains.transitions() + 1, acceptance);
  }

  /// Leapfrog steps along the dynamics, in place: reversible, and they preserve volume.
  ///
  /// @param z `[N, Z]`
  /// @param momentum `[N, Z]`
  /// @param logDensity takes that at the end, `[N]`
  /// @param gradient at z, `[N, Z]`
  /// @param step of each row, `[N]`
  void leapfrog(
      LogDensity density,
      float[] z,
      float[] momentum,
      double[] logDensity,
      float[] gradient,
      double[] step) {
    int size = z.length / step.length;
    for (int leap = 0; leap < leapfrogSteps; leap++) {
      for (int i = 0; i < z.length; i++) {
        double h = step[i / size];
        momentum[i] += (float) (0.5 * h * gradient[i]);
        z[i] += (float) (h * momentum[i]);
      }
      density.evaluate(z, logDensity, gradient);
      for (int i = 0; i < z.length; i++) {
        momentum[i] += (float) (0.5 * step[i / size] * gradient[i]);
      }
    }
  }

  /// Transitions towards samples of a density, with step sizes that stay.
  ///
  /// @param transitions in all
  public Algorithm<Chains> sampling(
      LogDensity density, int[] ids, double[] stepSizes, NoiseSource<?> noise, long transitions) {
    return new Algorithm<>() {
      @Override
      public Chains step(Chains state) {
        return HamiltonianMonteCarlo.this.step(
            density, state, ids, stepSizes, noise, state.transitions());
      }

      @Override
      public boolean complete(Chains state) {
        return state.transitions() >= transitions;
      }

      @Override
      public long work() {
        return transitions;
      }

      @Override
      public long done(Chains state) {
        return state.transitions();
      }
    };
  }

  private static double kinetic(float[] momentum, int row, int size) {
    double squares = 0;
    for (int i = row * size; i < (row + 1) * size; i++) {
      squares += (double) momentum[i] * momentum[i];
    }
    return 0.5 * squares;
  }
}
