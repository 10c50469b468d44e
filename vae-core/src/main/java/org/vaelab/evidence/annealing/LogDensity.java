package org.vaelab.evidence.annealing;

/// An unnormalised density over R^Z, evaluated at many points at once.
@FunctionalInterface
public interface LogDensity {

  /// @param z `[N, Z]`, row-major
  /// @param logDensity takes the density's logarithm up to a constant, `[N]`
  /// @param gradient takes its gradient, `[N, Z]`
  void evaluate(float[] z, double[] logDensity, float[] gradient);
}
