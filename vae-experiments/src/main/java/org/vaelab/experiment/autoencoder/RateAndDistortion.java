package org.vaelab.experiment.autoencoder;

import java.util.Arrays;
import org.vaelab.data.Points;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The two parts of the negative ELBO of each data point (Alemi et al. 2018): D + R = −ELBO.
///
/// @param rate R = KL(q ‖ p(z)), `[N]`, in nats: what a code costs
/// @param distortion D = −E_q\[log p(x given z)], `[N]`, in nats: what is lost with it
public record RateAndDistortion(double[] rate, double[] distortion) {
  private static final int BATCH = 50;

  /// The rate in closed form, the distortion by K samples.
  ///
  /// @param q diagonal Gaussians
  /// @param samples K
  public static RateAndDistortion of(
      Session session,
      LocalPosteriors q,
      int samples,
      NoiseSource<? extends Purpose.Judging> noise) {
    int size = session.model().latentSize();
    double[] distortion = new double[q.count()];
    for (int from = 0; from < q.count(); from += BATCH) {
      Interrupts.check();
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + BATCH))) {
        Points points = part.points();
        int noiseSize = q.family().noiseSize(size);
        float[] epsilon = noise.gaussian(0, points.ids(), 0, samples, noiseSize);
        session
            .feed(part)
            .inputs()
            .set(PosteriorFamily.NOISE, epsilon, (long) samples * part.count(), noiseSize);
        float[] values =
            HostArrays.floats(
                session
                    .run(new Reconstructions(q.family(), samples))
                    .output(Reconstructions.LOG_LIKELIHOOD));
        for (int i = 0; i < values.length; i++) {
          distortion[from + i % part.count()] -= values[i] / (double) samples;
        }
      }
    }
    return new RateAndDistortion(rates(q.phi().rows(), size), distortion);
  }

  /// Σ_d ½(μ² + σ² − 1) − log σ
  private static double[] rates(float[] phi, int size) {
    double[] rates = new double[phi.length / (2 * size)];
    Arrays.setAll(
        rates,
        i -> {
          double sum = 0;
          for (int d = 0; d < size; d++) {
            double mean = phi[2 * size * i + d];
            double logScale = phi[2 * size * i + size + d];
            sum += 0.5 * (mean * mean + Math.expm1(2 * logScale)) - logScale;
          }
          return sum;
        });
    return rates;
  }

  /// log p(x given z) of K samples of q, `[K, B]`.
  private record Reconstructions(PosteriorFamily family, int samples) implements Computation {
    static final String LOG_LIKELIHOOD = "logLikelihood";

    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      Posterior q = family.posterior(graph, family.phi(graph, size), size);
      graph.output(
          LOG_LIKELIHOOD,
          model.logLikelihood(
              graph, model.data(graph), q.sample(family.noise(graph, size), samples), samples));
    }
  }
}
