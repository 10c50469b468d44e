package org.vaelab.experiment.messages;

import org.vaelab.inference.LocalPosteriors;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Codes of N images.
///
/// @param means μ of q, `[N, Z]`, row-major
/// @param samples ẑ ~ q, one of each image, `[N, Z]`
public record Codes(float[] means, float[] samples) {

  /// @param q diagonal Gaussians
  /// @param latent Z
  public static Codes of(LocalPosteriors q, int latent, long seed) {
    float[] phi = q.phi().rows();
    float[] noise =
        NoiseSource.of(seed, Purpose.SAMPLING).part(1).gaussian(0, q.points().ids(), 0, 1, latent);
    float[] means = new float[noise.length];
    float[] samples = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      int row = i / latent * 2 * latent;
      means[i] = phi[row + i % latent];
      samples[i] = (float) (means[i] + Math.exp(phi[row + latent + i % latent]) * noise[i]);
    }
    return new Codes(means, samples);
  }
}
