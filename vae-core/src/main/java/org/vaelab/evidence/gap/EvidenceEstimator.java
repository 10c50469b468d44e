package org.vaelab.evidence.gap;

import java.io.Serializable;
import java.util.Optional;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A way to log p̂(x). Every one of them is in expectation a lower bound of log p(x), so of several
/// the one with the greatest mean is the tightest.
public interface EvidenceEstimator extends Serializable {

  /// What tables call it.
  String label();

  /// The family whose q* it starts from; none where it starts from the given q.
  default Optional<PosteriorFamily> optimum() {
    return Optional.empty();
  }

  /// log p̂ of each point.
  ///
  /// @param q of each point, which are q* where there is an [#optimum]
  Values estimate(Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise);

  /// @param logLikelihood log p̂(x), `[N]`, in nats
  /// @param standardError its Monte Carlo standard error, `[N]`
  /// @param unreliable positions of points that the estimator itself does not trust
  record Values(double[] logLikelihood, double[] standardError, int[] unreliable) {
    private static Values of(LikelihoodEstimates estimates) {
      return new Values(
          estimates.logLikelihood(), estimates.standardError(), estimates.unreliable());
    }
  }

  /// Importance sampling from the given q.
  ///
  /// @param samples K
  record FromOwn(int samples) implements EvidenceEstimator {
    @Override
    public String label() {
      return "importance sampling from q, K = " + samples;
    }

    @Override
    public Values estimate(
        Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
      return Values.of(ImportanceSampling.of(samples).estimate(session, q, noise));
    }
  }

  /// Importance sampling from the q* of a family.
  ///
  /// @param samples K
  record FromOptimum(PosteriorFamily family, int samples) implements EvidenceEstimator {
    @Override
    public String label() {
      return "importance sampling from the optimal %s, K = %d".formatted(family.label(), samples);
    }

    @Override
    public Optional<PosteriorFamily> optimum() {
      return Optional.of(family);
    }

    @Override
    public Values estimate(
        Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
      return Values.of(ImportanceSampling.of(samples).estimate(session, q, noise));
    }
  }

  /// Annealed importance sampling from the prior.
  record Annealed(AnnealedImportanceSampling annealing) implements EvidenceEstimator {
    @Override
    public String label() {
      return "AIS, %d temperatures, %d chains, %d leapfrog steps"
          .formatted(annealing.temperatures(), annealing.chains(), annealing.leapfrogSteps());
    }

    @Override
    public Values estimate(
        Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
      try (LocalPosteriors prior = session.prior(q.points())) {
        AnnealedEstimates estimates = annealing.estimate(session, prior, noise);
        return new Values(estimates.logLikelihood(), estimates.standardError(), new int[0]);
      }
    }
  }
}
