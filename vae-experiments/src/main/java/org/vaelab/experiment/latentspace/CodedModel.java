package org.vaelab.experiment.latentspace;

import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.experiment.Codes;
import org.vaelab.experiment.LatentPictures;
import org.vaelab.experiment.Pictures;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A trained VAE that turns images into codes and codes into images.
///
/// @param name what tables call it
/// @param height of an image
/// @param width of an image
record CodedModel(
    String name, Session session, Amortized encoder, int height, int width, long seed) {

  /// q of each point.
  LocalPosteriors infer(Points points) {
    return Progress.muted(
        () -> session.infer(encoder, points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION)));
  }

  /// Means of q, `[N][Z]`.
  float[][] codes(Points points) {
    try (LocalPosteriors q = infer(points)) {
      return Codes.means(session, q);
    }
  }

  /// E[x given z] of each code.
  List<float[]> decode(float[]... codes) {
    return Pictures.images(Codes.decode(session, codes), height * width);
  }

  /// E[x given z] at the mean of q, by the graph that goes from x through q.
  List<float[]> reconstructions(Points points) {
    try (LocalPosteriors q = infer(points)) {
      int noise = q.family().noiseSize(session.model().latentSize());
      return Pictures.images(
          session.reconstruct(q, new float[points.count() * noise]), height * width);
    }
  }

  LatentPictures pictures() {
    return new LatentPictures(session, height, width);
  }

  /// Z.
  int latent() {
    return session.model().latentSize();
  }
}
