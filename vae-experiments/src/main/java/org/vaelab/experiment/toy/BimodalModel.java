package org.vaelab.experiment.toy;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// A model of one latent variable whose posterior is a mixture of two Gaussians and whose log p(x)
/// is 0, whatever x is: p(x given z) is the posterior over the prior. So the ELBO of any q is
/// −KL(q ‖ posterior).
///
/// @param weight of the first component, between 0 and 1
record BimodalModel(double weight, Normal first, Normal second) implements LatentVariableModel {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /// N(mean, variance)
  record Normal(double mean, double variance) {
    double logDensity(double z) {
      double deviation = z - mean;
      return -0.5 * (deviation * deviation / variance + Math.log(variance)) - HALF_LOG_TWO_PI;
    }

    private SDVariable logDensity(SDVariable z) {
      return z.getSameDiff()
          .math
          .square(z.sub(mean))
          .mul(-0.5 / variance)
          .sub(0.5 * Math.log(variance) + HALF_LOG_TWO_PI);
    }
  }

  @Override
  public int dataSize() {
    return 1;
  }

  @Override
  public Prior prior() {
    return new StandardNormal(1);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of();
  }

  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    SDVariable one = first.logDensity(z).add(Math.log(weight));
    SDVariable other = second.logDensity(z).add(Math.log1p(-weight));
    // log(eᵃ + eᵇ) = a + softplus(b − a)
    SDVariable logPosterior = one.add(SafeOps.softplus(other.sub(one)));
    SDVariable perSample = bySample(logPosterior, samples);
    return perSample.sub(prior().logProb(graph, z, samples));
  }

  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    return z;
  }

  /// log p(z given x)
  double logPosterior(double z) {
    double one = first.logDensity(z) + Math.log(weight);
    double other = second.logDensity(z) + Math.log1p(-weight);
    double greater = Math.max(one, other);
    return greater + Math.log1p(Math.exp(Math.min(one, other) - greater));
  }

  /// The Gaussian with the posterior's mean and variance, which minimises KL(posterior ‖ q).
  Normal momentMatch() {
    double mean = weight * first.mean() + (1 - weight) * second.mean();
    double square =
        weight * (first.variance() + first.mean() * first.mean())
            + (1 - weight) * (second.variance() + second.mean() * second.mean());
    return new Normal(mean, square - mean * mean);
  }
}
