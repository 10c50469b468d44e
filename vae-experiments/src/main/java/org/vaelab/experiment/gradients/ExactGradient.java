package org.vaelab.experiment.gradients;

import org.vaelab.evidence.exact.DiscretePosterior;

/// Gradients of bounds by the logits φ of q of independent bits z, as sums over all configurations.
final class ExactGradient {
  private static final double LOG_TWO = Math.log(2);

  private final int size;
  private final double[][] score;
  private final double[] q;
  private final double[] logWeight;

  /// @param posterior of one data point
  /// @param phi `[Z]`
  ExactGradient(DiscretePosterior posterior, float[] phi) {
    size = phi.length;
    int count = posterior.size();
    score = new double[count][size];
    q = new double[count];
    logWeight = new double[count];
    for (int c = 0; c < count; c++) {
      int[] z = posterior.values(c);
      double logQ = 0;
      for (int l = 0; l < size; l++) {
        logQ -= Math.log1p(Math.exp(z[l] == 1 ? -phi[l] : phi[l]));
        score[c][l] = z[l] - 1 / (1 + Math.exp(-phi[l]));
      }
      q[c] = Math.exp(logQ);
      logWeight[c] = posterior.logProbability(c) + posterior.logEvidence() - logQ;
    }
  }

  /// Σ_z q(z) log w(z) ∇ log q(z), w = p(x, z)/q(z): that of the ELBO.
  double[] ofElbo() {
    double[] gradient = new double[size];
    for (int c = 0; c < q.length; c++) {
      add(gradient, c, logWeight[c]);
    }
    return gradient;
  }

  /// That of E[log ½(w₁ + w₂)] over pairs of samples, VIMCO's bound at K = 2:
  /// 2 Σ_i q_i ∇ log q_i Σ_j q_j (log ½(w_i + w_j) − w_i/(w_i + w_j)).
  double[] ofPairs() {
    double[] gradient = new double[size];
    for (int i = 0; i < q.length; i++) {
      double inner = 0;
      for (int j = 0; j < q.length; j++) {
        double above = logWeight[j] - logWeight[i];
        double most = Math.max(0, above);
        double logMean = logWeight[i] + most + Math.log1p(Math.exp(-Math.abs(above))) - LOG_TWO;
        inner += q[j] * (logMean - 1 / (1 + Math.exp(above)));
      }
      add(gradient, i, 2 * inner);
    }
    return gradient;
  }

  private void add(double[] gradient, int c, double weight) {
    for (int l = 0; l < size; l++) {
      gradient[l] += q[c] * weight * score[c][l];
    }
  }
}
