package org.vaelab.experiment.messages;

import org.vaelab.coding.Message;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// Images sent without loss by bits-back coding, and received.
///
/// @param steps of SVI that refined each image's q on both sides
/// @param marginalBits that the images added
/// @param initialBits that the chains began with
/// @param bytes of the file
/// @param rate KL(q ‖ p), `[N]`, in nats: the cost of the message z ~ q
/// @param distortion −E_q\[log p(x given z)], `[N]`, in nats
/// @param elbo L\[q] from other noise, `[N]`, in nats
record BitsBackRun(
    int steps,
    double marginalBits,
    double initialBits,
    int bytes,
    double[] rate,
    double[] distortion,
    double[] elbo) {

  static BitsBackRun of(
      int steps, Message message, double[] rate, double[] distortion, double[] elbo) {
    return new BitsBackRun(
        steps,
        message.marginalBits(),
        message.initialBits(),
        (int) Math.round(message.totalBitsPerImage() * message.images().count() / Byte.SIZE),
        rate,
        distortion,
        elbo);
  }

  boolean fits(int ofSteps, int count) {
    return steps == ofSteps
        && bytes > 0
        && StoredNumbers.finite(2, new double[] {marginalBits, initialBits})
        && StoredNumbers.finite(count, rate, distortion, elbo);
  }

  /// N
  int count() {
    return elbo.length;
  }

  /// What rate must be compared with, −ELBO in bits per image.
  Estimate negativeElboBits() {
    return Estimate.of(Units.bits(Units.negative(elbo)));
  }

  double marginalBitsPerImage() {
    return marginalBits / count();
  }

  double initialBitsPerImage() {
    return initialBits / count();
  }

  /// Header, heads and checksums.
  double headerBitsPerImage() {
    return totalBitsPerImage() - marginalBitsPerImage() - initialBitsPerImage();
  }

  double totalBitsPerImage() {
    return (double) Byte.SIZE * bytes / count();
  }
}
