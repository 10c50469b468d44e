package org.vaelab.model;

import static org.vaelab.graph.SafeOps.bySample;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// p(x given z) as a function of the decoder's linear outputs.
public interface Likelihood extends Serializable {

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

  /// One of 256 grey levels, x = level / 255: the mass that a logistic distribution with mean μ(z)
  /// and scale s(z), in units of x, puts between the midpoints to the next levels; the levels 0
  /// and 255 take the tails (Kingma et al. 2016; Salimans et al. 2017). The outputs are μ and
  /// log s.
  record DiscretisedLogistic() implements Factorised {
    private static final int LARGEST_LEVEL = 255;
    private static final double HALF_STEP = 0.5 / LARGEST_LEVEL;
    private static final double SMALLEST_LOG_SCALE = -8; // A twelfth of a level.
    private static final double LARGEST_LOG_SCALE = 5;

    @Override
    public int outputsPerDimension() {
      return 2;
    }

    /// With a and b the standardised lower and upper ends, σ(b) − σ(a) = σ(−a) σ(b) (1 − e^(a−b)):
    /// its logarithm is a sum of terms that are finite however far x is from μ. The level 0 has no
    /// lower end, σ(b) alone, and 255 no upper one, σ(−a).
    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      var math = outputs.getSameDiff().math;
      SDVariable inverseScale = math.exp(logScale(outputs, dataSize).neg());
      SDVariable logOfBoth = math.log(math.expm1(inverseScale.mul(-2 * HALF_STEP)).neg());
      SDVariable deviation = bySample(mu(outputs, dataSize), samples, dataSize).sub(x);
      SDVariable inverses = bySample(inverseScale, samples, dataSize);
      SDVariable minusA = deviation.add(HALF_STEP).mul(inverses);
      SDVariable minusB = deviation.sub(HALF_STEP).mul(inverses);
      SDVariable hasLower = SafeOps.step(x.sub(HALF_STEP));
      SDVariable hasUpper = SafeOps.step(x.rsub(1 - HALF_STEP));
      return bySample(logOfBoth, samples, dataSize)
          .mul(hasLower.mul(hasUpper))
          .sub(SafeOps.softplus(minusA.neg()).mul(hasLower))
          .sub(SafeOps.softplus(minusB).mul(hasUpper));
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        double scale =
            Math.exp(Math.clamp(outputs[dataSize + d], SMALLEST_LOG_SCALE, LARGEST_LOG_SCALE));
        double u = generator.nextDouble();
        double level = LARGEST_LEVEL * (outputs[d] + scale * Math.log(u / (1 - u)));
        x[d] = Math.clamp(Math.round(level), 0, LARGEST_LEVEL) / (float) LARGEST_LEVEL;
      }
      return x;
    }

    /// The mean of the logistic distribution cut off at 0 and 1, ∫₀¹ σ((μ − t)/s) dt, which is that
    /// of the levels to within half a level, and far closer for s of a level or more.
    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      var math = outputs.getSameDiff().math;
      SDVariable logScale = logScale(outputs, dataSize);
      SDVariable inverseScale = math.exp(logScale.neg());
      SDVariable mu = mu(outputs, dataSize);
      return SafeOps.softplus(mu.mul(inverseScale))
          .sub(SafeOps.softplus(mu.sub(1).mul(inverseScale)))
          .mul(math.exp(logScale));
    }

    private static SDVariable mu(SDVariable outputs, int dataSize) {
      return SafeOps.columns(outputs, 0, dataSize);
    }

    private static SDVariable logScale(SDVariable outputs, int dataSize) {
      return outputs
          .getSameDiff()
          .clipByValue(
              SafeOps.columns(outputs, dataSize, 2 * dataSize),
              SMALLEST_LOG_SCALE,
              LARGEST_LOG_SCALE);
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
