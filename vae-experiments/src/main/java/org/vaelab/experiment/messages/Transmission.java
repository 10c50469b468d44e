package org.vaelab.experiment.messages;

import java.util.Arrays;
import org.vaelab.coding.AnsChain;
import org.vaelab.coding.PriorBins;
import org.vaelab.data.Points;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.Session;

/// Codes of images, sent with loss: rounded, and entropy coded under the prior.
///
/// @param bytes of all N codes
/// @param bits what each code added to the message, `[N]`
/// @param received what the receiver made of each
public record Transmission(int bytes, double[] bits, Received received) {

  /// Alice pushes the codes, the last image first; Bob pops and decodes them.
  ///
  /// @param points the N images
  /// @param codes of them, `[N, Z]`, row-major
  /// @param bins of a coordinate
  public static Transmission of(Session session, Points points, float[] codes, PriorBins bins) {
    int latent = session.model().latentSize();
    AnsChain message = new AnsChain();
    double[] bits = new double[points.count()];
    for (int i = bits.length - 1; i >= 0; i--) {
      double before = message.bits();
      for (int d = latent - 1; d >= 0; d--) {
        bins.pushPrior(message, bins.bin(codes[i * latent + d]));
      }
      bits[i] = message.bits() - before;
    }
    int bytes = message.bytes();
    float[] arrived = new float[codes.length];
    for (int i = 0; i < arrived.length; i++) {
      arrived[i] = bins.value(bins.popPrior(message));
    }
    return new Transmission(bytes, bits, Received.of(session, points, arrived));
  }

  /// What arrives of codes.
  static float[] rounded(float[] codes, PriorBins bins) {
    float[] rounded = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      rounded[i] = bins.value(bins.bin(codes[i]));
    }
    return rounded;
  }

  boolean fits(int count) {
    return bytes > 0
        && StoredNumbers.finite(count, bits)
        && Arrays.stream(bits).allMatch(b -> b >= 0)
        && received.fits(count);
  }
}
