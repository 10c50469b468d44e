package org.vaelab.inference;

import org.vaelab.graph.Parameters;
import org.vaelab.random.NoiseSource;

/// Inference that is ready to run.
public interface Inference extends AutoCloseable {

  /// φ for each data point of a batch.
  ///
  /// @param parameters θ and λ
  /// @param x `[B, D]`, row-major
  /// @param data identities of the B points, which key their noise
  /// @param noise of [org.vaelab.random.Purpose#LOCAL_OPTIMISATION], never what evaluates the
  ///     result
  /// @return `[B, P]`, row-major
  /// @throws IllegalArgumentException if the noise is for anything else
  float[] infer(Parameters parameters, float[] x, int[] data, NoiseSource noise);

  @Override
  void close();
}
