package org.vaelab.experiment.amortization;

import java.util.OptionalDouble;

/// What inference for N new data points costs by SVI, which optimises φ of each from the start, and
/// by an encoder, which is trained once. A gradient is one of a data point's bound.
///
/// @param trainingGradients gradients that the encoder's training took
/// @param encoderParameters numbers in λ
/// @param rowSize P, numbers in a data point's φ
/// @param steps T of SVI on each data point
public record Cost(long trainingGradients, long encoderParameters, int rowSize, int steps) {
  private static final int FLOAT = 4;
  private static final int INT = 4;

  /// Gradients of SVI, N·T. The encoder's are [#trainingGradients], whatever N.
  public long sviGradients(long points) {
    return Math.multiplyExact(points, steps);
  }

  /// Bytes of φ of N data points, N·P floats.
  public long sviBytes(long points) {
    return Math.multiplyExact(points, (long) rowSize * FLOAT);
  }

  /// The same with Adam's two moments and the count of steps of each row, as an optimisation needs
  /// that goes on later.
  public long sviBytesWithMoments(long points) {
    return Math.multiplyExact(points, 3L * rowSize * FLOAT + INT);
  }

  /// Bytes of λ, whatever N.
  public long encoderBytes() {
    return encoderParameters * FLOAT;
  }

  /// Bytes of λ with Adam's two moments, while it is trained.
  public long encoderBytesWithMoments() {
    return 3 * encoderBytes();
  }

  /// The least N for which SVI takes more gradients than the encoder's training.
  public long gradientCrossing() {
    return trainingGradients / steps + 1;
  }

  /// The least N whose φ take more bytes than λ.
  public long memoryCrossing() {
    return encoderBytes() / sviBytes(1) + 1;
  }

  /// The least N whose φ with moments take more bytes than λ with moments.
  public long memoryCrossingWithMoments() {
    return encoderBytesWithMoments() / sviBytesWithMoments(1) + 1;
  }

  /// The N from which training an encoder and asking it takes less time than SVI; empty if the
  /// encoder takes as long for a data point as SVI.
  ///
  /// @param training of the encoder
  /// @param svi for each data point, in the same unit
  /// @param encoder for each data point
  public static OptionalDouble timeCrossing(double training, double svi, double encoder) {
    return svi > encoder ? OptionalDouble.of(training / (svi - encoder)) : OptionalDouble.empty();
  }
}
