package org.vaelab.model;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// p(x given z) as a function of the decoder's linear outputs.
public interface Likelihood {

  /// Decoder outputs per data dimension.
  int outputsPerDimension();

  /// log p(x given z) summed over the data dimensions.
  ///
  /// @param x `[B, D]`
  /// @param outputs `[K*B, D * outputsPerDimension]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logProb(Graph graph, SDVariable x, SDVariable outputs, int samples, int dataSize);

  /// E[x given z], `[N, D]`, from outputs `[N, D * outputsPerDimension]`.
  SDVariable mean(SDVariable outputs, int dataSize);

  /// Draws x from p(x given z).
  ///
  /// @param outputs decoder outputs of one z, `[D * outputsPerDimension]`
  /// @return `[D]`
  float[] draw(float[] outputs, int dataSize, RandomGenerator generator);

  /// A likelihood under which the data dimensions are independent given z, so that some of them can
  /// be left out.
  interface Factorised extends Likelihood {

    /// log p(x_d given z) of each data dimension.
    ///
    /// @return `[K, B, D]`, in nats
    SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize);

    @Override
    default SDVariable logProb(
        Graph graph, SDVariable x, SDVariable outputs, int samples, int dataSize) {
      return logProbs(x, outputs, samples, dataSize).sum(2);
    }
  }

  /// The marginal of the observed dimensions: those where the graph's input
  /// [LatentVariableModel#MASK] is 1. Missing values do not count, whatever x holds there.
  record Observed(Factorised likelihood) implements Likelihood {
    @Override
    public int outputsPerDimension() {
      return likelihood.outputsPerDimension();
    }

    @Override
    public SDVariable logProb(
        Graph graph, SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable mask = graph.input(LatentVariableModel.MASK, -1, dataSize);
      return likelihood.logProbs(x, outputs, samples, dataSize).mul(mask).sum(2);
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      return likelihood.draw(outputs, dataSize, generator);
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return likelihood.mean(outputs, dataSize);
    }
  }

  /// Independent bits with logits l: log p = Σ x·l − softplus(l). The data must be 0 or 1; grey
  /// values would be no likelihood.
  record Bernoulli() implements Factorised {
    @Override
    public int outputsPerDimension() {
      return 1;
    }

    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable logits = bySample(outputs, samples, dataSize);
      return x.mul(logits).sub(SafeOps.softplus(logits));
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        x[d] = generator.nextDouble() < sigmoid(outputs[d]) ? 1 : 0;
      }
      return x;
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return outputs.getSameDiff().nn.sigmoid(outputs);
    }
  }

  /// N(μ(z), σ²I) with σ given.
  record FixedGaussian(double scale) implements Factorised {
    public FixedGaussian {
      if (!(scale > 0)) {
        throw new IllegalArgumentException(
            "A Gaussian likelihood needs a positive scale, not %s.".formatted(scale));
      }
    }

    @Override
    public int outputsPerDimension() {
      return 1;
    }

    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable deviation =
          bySample(outputs, samples, dataSize).sub(x).mul(Math.sqrt(0.5) / scale);
      return outputs
          .getSameDiff()
          .math
          .square(deviation)
          .rsub(-0.5 * Math.log(2 * Math.PI) - Math.log(scale));
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        x[d] = (float) (outputs[d] + scale * generator.nextGaussian());
      }
      return x;
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return outputs;
    }
  }

  /// N(μ(z), diag(σ²(z))), a linear head for μ and one for log σ², kept above a floor so that a
  /// constant pixel cannot drive the density to infinity.
  ///
  /// @param minimumScale smallest σ
  record LearnedGaussian(double minimumScale) implements Factorised {
    private static final double LARGEST_LOG_VARIANCE = 20;

    public LearnedGaussian {
      if (!(minimumScale > 0)) {
        throw new IllegalArgumentException(
            "A Gaussian likelihood needs a positive minimum scale, not %s."
                .formatted(minimumScale));
      }
    }

    @Override
    public int outputsPerDimension() {
      return 2;
    }

    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable logVariance =
          outputs
              .getSameDiff()
              .clipByValue(
                  SafeOps.columns(outputs, dataSize, 2 * dataSize),
                  2 * Math.log(minimumScale),
                  LARGEST_LOG_VARIANCE);
      return gaussian(x, mean(outputs, dataSize), logVariance, samples, dataSize);
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        double logVariance =
            Math.clamp(outputs[dataSize + d], 2 * Math.log(minimumScale), LARGEST_LOG_VARIANCE);
        x[d] = (float) (outputs[d] + Math.exp(0.5 * logVariance) * generator.nextGaussian());
      }
      return x;
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return SafeOps.columns(outputs, 0, dataSize);
    }
  }

  /// The one-layer form of CS236's lecture on VAEs: μ(z) = σ(Az + c), Σ(z) = diag(exp(σ(Bz + d))).
  /// With a decoder without hidden layers its two halves are Az + c and Bz + d.
  record LectureGaussian() implements Factorised {
    @Override
    public int outputsPerDimension() {
      return 2;
    }

    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable logVariance =
          outputs.getSameDiff().nn.sigmoid(SafeOps.columns(outputs, dataSize, 2 * dataSize));
      return gaussian(x, mean(outputs, dataSize), logVariance, samples, dataSize);
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        double scale = Math.exp(0.5 * sigmoid(outputs[dataSize + d]));
        x[d] = (float) (sigmoid(outputs[d]) + scale * generator.nextGaussian());
      }
      return x;
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return outputs.getSameDiff().nn.sigmoid(SafeOps.columns(outputs, 0, dataSize));
    }
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  private static SDVariable gaussian(
      SDVariable x, SDVariable mean, SDVariable logVariance, int samples, int dataSize) {
    var math = mean.getSameDiff().math;
    SDVariable squares = math.square(bySample(mean, samples, dataSize).sub(x));
    SDVariable logVariances = bySample(logVariance, samples, dataSize);
    return squares
        .mul(math.exp(logVariances.neg()))
        .add(logVariances)
        .add(Math.log(2 * Math.PI))
        .mul(-0.5);
  }
}
