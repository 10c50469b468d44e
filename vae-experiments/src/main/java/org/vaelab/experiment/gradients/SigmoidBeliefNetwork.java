package org.vaelab.experiment.gradients;

import java.util.List;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.HeldOut;

/// Bits z with learned probabilities, bits x given z by a logistic regression on z, and an encoder
/// of the same form that gives q (Neal 1992; Mnih and Gregor 2014). The decoder starts at the mean
/// of the data and the encoder takes x less that mean: else all units learn the mean first, are all
/// on for every x, and never differ again.
///
/// @param encoder q(z given x) of independent bits
public record SigmoidBeliefNetwork(Vae model, Amortized encoder) {
  private static final double LEAST_MEAN = 0.01;

  /// @param data whose means the networks start at
  /// @param units Z
  /// @param hidden widths of the decoder's hidden layers, as a rule none; those of the encoder are
  ///     reversed
  public static SigmoidBeliefNetwork of(
      Observations data, int units, List<Integer> hidden, Activation activation) {
    int size = data.dimension();
    float[] negativeMean = new float[size];
    float[] logits = new float[size];
    double[] mean = mean(data);
    for (int d = 0; d < size; d++) {
      negativeMean[d] = (float) -mean[d];
      double inside = Math.clamp(mean[d], LEAST_MEAN, 1 - LEAST_MEAN);
      logits[d] = (float) Math.log(inside / (1 - inside));
    }
    Network decoder =
        new Shifted(new Mlp("decoder", units, hidden, size, activation), new float[units], logits);
    Network encoder =
        new Shifted(
            new Mlp("encoder", size, hidden.reversed(), units, activation),
            negativeMean,
            new float[units]);
    return new SigmoidBeliefNetwork(
        new Vae(size, new BernoulliPrior(units), decoder, new Likelihood.Bernoulli()),
        new Amortized(new BernoulliFamily(), units, encoder));
  }

  /// One layer.
  public static SigmoidBeliefNetwork of(Observations data, int units) {
    return of(data, units, List.of(), Activation.TANH);
  }

  private static double[] mean(Observations data) {
    double[] mean = new double[data.dimension()];
    float[] row = new float[mean.length];
    for (int i = 0; i < data.count(); i++) {
      data.copyRow(i, 0, row, 0);
      for (int d = 0; d < mean.length; d++) {
        mean[d] += row[d] / data.count();
      }
    }
    return mean;
  }

  /// log p̂ and ELBO of points, with the encoder's q as proposal.
  ///
  /// @param samples K
  public LikelihoodEstimates estimates(
      Session session, Points points, int samples, NoiseSource<Purpose.Evaluation> noise) {
    return Progress.muted(
        () -> {
          try (LocalPosteriors q =
              session.infer(
                  encoder, points, NoiseSource.of(noise.seed(), Purpose.LOCAL_OPTIMISATION))) {
            return ImportanceSampling.of(samples).estimate(session, q, noise);
          }
        });
  }

  /// The mean importance-weighted bound of points, for curves of training.
  ///
  /// @param samples K
  public HeldOut bound(Points points, int samples, NoiseSource<Purpose.Evaluation> noise) {
    return session -> estimates(session, points, samples, noise).meanLogLikelihood().mean();
  }
}
