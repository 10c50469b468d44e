package org.vaelab.experiment.inner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.Lbfgs;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;
import org.vaelab.optimisation.NaturalGaussian;
import org.vaelab.optimisation.Optimiser;

/// An optimiser of φ, with as many variants and rates to choose from as the others.
public enum Method {
  ADAM,
  /// Gradient ascent with momentum.
  MOMENTUM,
  /// The natural gradient of the Gaussian.
  NATURAL,
  /// L-BFGS on common random numbers.
  LBFGS;

  private static final double LAST = 0.01;

  /// What can be chosen.
  ///
  /// @param variant what is fixed beside the rate
  /// @param rate of the first step, falling to a hundredth by half a cosine; for L-BFGS the length
  ///     of its first step
  record Candidate(String variant, Optimiser optimiser, double rate) {
    String label() {
      return variant.isEmpty() ? "rate %s".formatted(rate) : "%s, rate %s".formatted(variant, rate);
    }

    LocalOptimisation optimisation(int steps, int samples) {
      LearningRate rates =
          optimiser instanceof Lbfgs
              ? new LearningRate.Constant(rate)
              : new LearningRate.Cosine(rate, LAST);
      return LocalOptimisation.ofSteps(steps, samples, rates).by(optimiser);
    }
  }

  /// Made when they are needed: names of settings are read without native libraries.
  List<Candidate> candidates() {
    return switch (this) {
      case ADAM ->
          candidates(
              Map.of("β₂ = 0.9", new Adam(0.9, 0.9, 1e-8), "β₂ = 0.999", Adam.standard()),
              List.of(0.03, 0.1, 0.3, 1.0));
      case MOMENTUM ->
          candidates(
              Map.of("γ = 0.5", new Momentum(0.5), "γ = 0.9", new Momentum(0.9)),
              List.of(0.001, 0.003, 0.01, 0.03));
      case NATURAL ->
          candidates(
              Map.of("", new NaturalGaussian()),
              List.of(0.003, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4, 0.8));
      case LBFGS ->
          candidates(
              Map.of("m = 5", new Lbfgs(5), "m = 20", new Lbfgs(20)), List.of(0.1, 0.3, 1.0, 3.0));
    };
  }

  private static List<Candidate> candidates(Map<String, Optimiser> variants, List<Double> rates) {
    List<Candidate> candidates = new ArrayList<>();
    new TreeMap<>(variants)
        .forEach(
            (name, optimiser) ->
                rates.forEach(rate -> candidates.add(new Candidate(name, optimiser, rate))));
    return candidates;
  }

  @Override
  public String toString() {
    return this == LBFGS ? "L-BFGS" : SettingSpec.text(this);
  }
}
