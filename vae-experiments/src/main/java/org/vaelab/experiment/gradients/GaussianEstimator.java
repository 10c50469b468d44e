package org.vaelab.experiment.gradients;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// How the gradient of a [GaussianObjective] is estimated from K samples.
public enum GaussianEstimator {
  /// (1/K) Σ_k ∇_φ r(g(ε_k; φ), φ) (Kingma and Welling 2014).
  REPARAMETERIZATION("reparameterization"),
  /// (1/K) Σ_k r(z_k) ∇_φ log q(z_k; φ) (Williams 1992), with ∇_φ r(z, φ) beside it.
  REINFORCE("REINFORCE, no baseline"),
  /// The same of r − b, b a moving average of r at the samples of earlier estimates.
  MOVING_AVERAGE("REINFORCE, moving average"),
  /// The same of r_k − b_k, b_k the mean of r at the other K − 1 samples (Mnih and Rezende 2016).
  LEAVE_ONE_OUT("REINFORCE, leave-one-out");

  private static final double DECAY = 0.9;
  private static final int WARM_UP = 100;

  private final String label;

  GaussianEstimator(String label) {
    this.label = label;
  }

  /// Its name in tables and figures.
  @Override
  public String toString() {
    return label;
  }

  /// Whether there is such an estimate from K samples.
  boolean exists(int samples) {
    return this != LEAVE_ONE_OUT || samples > 1;
  }

  /// Estimates of the gradient, each from K fresh samples.
  ///
  /// @param samples K
  /// @param estimates N
  /// @return `[N, 2D]`
  public double[][] sample(
      GaussianObjective objective, int samples, int estimates, RandomGenerator generator) {
    if (!exists(samples)) {
      throw new IllegalArgumentException(
          "The mean of the other samples needs at least 2 of them; use more samples.");
    }
    double[][] gradients = new double[estimates][2 * objective.dimension()];
    double[][] noise = new double[samples][objective.dimension()];
    double average = 0;
    int before = this == MOVING_AVERAGE ? WARM_UP : 0;
    for (int n = -before; n < estimates; n++) {
      for (double[] one : noise) {
        Arrays.setAll(one, d -> generator.nextGaussian());
      }
      if (n >= 0) {
        estimate(objective, noise, average, gradients[n]);
      }
      if (this == MOVING_AVERAGE) {
        double mean = mean(objective, noise);
        average = n == -before ? mean : DECAY * average + (1 - DECAY) * mean;
      }
    }
    return gradients;
  }

  private static double mean(GaussianObjective objective, double[][] noise) {
    return Arrays.stream(noise).mapToDouble(objective::reward).average().orElseThrow();
  }

  private void estimate(
      GaussianObjective objective, double[][] noise, double average, double[] out) {
    int samples = noise.length;
    double mean = this == LEAVE_ONE_OUT ? mean(objective, noise) : 0;
    for (double[] one : noise) {
      double reward = objective.reward(one);
      switch (this) {
        case REPARAMETERIZATION -> objective.addPathwise(one, out);
        case REINFORCE -> objective.addScore(one, reward, out);
        case MOVING_AVERAGE -> objective.addScore(one, reward - average, out);
        case LEAVE_ONE_OUT -> {
          double others = (samples * mean - reward) / (samples - 1);
          objective.addScore(one, reward - others, out);
        }
      }
    }
    Arrays.setAll(out, i -> out[i] / samples);
  }
}
