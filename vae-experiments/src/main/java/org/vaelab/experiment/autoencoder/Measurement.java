package org.vaelab.experiment.autoencoder;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.evidence.diagnostics.LatentUse;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.EnergyDistance;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.PrincipalComponents;

/// What was measured of a trained model on N test images.
///
/// @param name of what was trained
/// @param points the images
/// @param rate KL(q ‖ p), `[N]`, in nats; none of an autoencoder, which has no q
/// @param distortion −E_q\[log p(x given z)], `[N]`, in nats; none of an autoencoder
/// @param elbo L\[q] from other noise, `[N]`, in nats; none of an autoencoder
/// @param squaredError of E\[x given μ], a mean over the pixels, `[N]`
/// @param overlap of each q with its neighbour's, `[N]`; 0 for an autoencoder
/// @param scale geometric mean of σ over images and dimensions; 0 for an autoencoder
/// @param activeUnits dimensions whose mean code varies
/// @param codes one code of each image, a sample of q, `[N][Z]`
/// @param ofCodes energy distance of these from draws of the prior
/// @param ofSamples energy distance of decoded draws of the prior from the test images, in their
///     principal components
record Measurement(
    String name,
    int[] points,
    double[] rate,
    double[] distortion,
    double[] elbo,
    double[] squaredError,
    double[] overlap,
    double scale,
    int activeUnits,
    double[][] codes,
    Estimate ofCodes,
    Estimate ofSamples) {

  boolean fits(String ofName, int[] ofPoints, boolean hasQ, int latent) {
    int count = ofPoints.length;
    int withQ = hasQ ? count : 0;
    return name.equals(ofName)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(withQ, rate, distortion, elbo)
        && StoredNumbers.finite(count, squaredError, overlap)
        && scale >= 0
        && scale < Double.POSITIVE_INFINITY
        && activeUnits >= 0
        && activeUnits <= latent
        && codes.length == count
        && Arrays.stream(codes).allMatch(code -> StoredNumbers.finite(latent, code))
        && StoredNumbers.areEstimates(count, ofCodes, ofSamples);
  }

  /// @param q of the test images
  /// @param components of the training images
  static Measurement of(
      Variant variant,
      Session session,
      LocalPosteriors q,
      PrincipalComponents components,
      int samples,
      long seed) {
    int size = session.model().latentSize();
    int count = q.count();
    int[] ids = q.points().ids();
    float[] phi = q.phi().rows();
    boolean hasQ = !variant.isDeterministic();
    NoiseSource<Purpose.Evaluation> noise = NoiseSource.of(seed, Purpose.EVALUATION);
    RateAndDistortion parts =
        hasQ
            ? RateAndDistortion.of(session, q, samples, noise.part(1))
            : new RateAndDistortion(new double[0], new double[0]);
    double[] elbo =
        hasQ ? new MonteCarloElbo(samples).estimate(session, q, noise).value() : new double[0];

    float[] x = q.points().x();
    int noiseSize = q.family().noiseSize(size);
    float[] mean = session.reconstruct(q, new float[count * noiseSize]);
    NoiseSource<Purpose.Sampling> drawing = NoiseSource.of(seed, Purpose.SAMPLING);
    double[][] codes = codes(phi, drawing.part(2).gaussian(0, ids, 0, 1, size), size, hasQ);
    float[] prior = drawing.part(3).gaussian(0, IntStream.range(0, count).toArray(), 0, 1, size);
    double[][] priorCodes = rows(prior, size);
    return new Measurement(
        variant.name(),
        ids,
        parts.rate(),
        parts.distortion(),
        elbo,
        squaredErrors(x, mean, count),
        hasQ ? NeighbourOverlap.of(phi, size) : new double[count],
        hasQ ? scale(phi, size) : 0,
        LatentUse.of(phi, session.model(), LatentUse.STANDARD_THRESHOLD).activeUnits(),
        codes,
        EnergyDistance.of(codes, priorCodes),
        EnergyDistance.of(components.codes(session.decode(prior)), components.codes(x)));
  }

  private static double[] squaredErrors(float[] x, float[] mean, int count) {
    double[] errors = new double[count];
    int size = x.length / count;
    for (int i = 0; i < x.length; i++) {
      errors[i / size] += Math.pow(x[i] - mean[i], 2) / size;
    }
    return errors;
  }

  private static double scale(float[] phi, int size) {
    double sum = 0;
    for (int i = 0; i < phi.length; i++) {
      sum += i % (2 * size) < size ? 0 : phi[i];
    }
    return Math.exp(2 * sum / phi.length);
  }

  /// μ + σ ε, or μ alone.
  private static double[][] codes(float[] phi, float[] noise, int size, boolean hasQ) {
    double[][] codes = new double[noise.length / size][size];
    for (int i = 0; i < codes.length; i++) {
      for (int d = 0; d < size; d++) {
        codes[i][d] =
            phi[2 * size * i + d]
                + (hasQ ? Math.exp(phi[2 * size * i + size + d]) * noise[i * size + d] : 0);
      }
    }
    return codes;
  }

  static double[][] rows(float[] values, int size) {
    double[][] rows = new double[values.length / size][size];
    for (int i = 0; i < values.length; i++) {
      rows[i / size][i % size] = values[i];
    }
    return rows;
  }
}
