package org.vaelab.model;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// Probabilistic PCA: z ~ N(0, I), x given z ~ N(zW + b, s²I) with θ = (W, b, log s) (Tipping and
/// Bishop 1999). Its log p(x) and posterior are known exactly ([#exact]), so estimators can be held
/// against it.
///
/// @param dataSize D
/// @param latentSize Z
/// @param missing whether x has missing values, which the input [#MASK] tells
public record LinearGaussian(int dataSize, int latentSize, boolean missing)
    implements SimulableModel {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /// With nothing missing.
  public LinearGaussian(int dataSize, int latentSize) {
    this(dataSize, latentSize, false);
  }

  private ParameterSpec weights() {
    return ParameterSpec.weights("linear.W", latentSize, dataSize);
  }

  private ParameterSpec bias() {
    return ParameterSpec.constantRow("linear.b", dataSize, 0);
  }

  private ParameterSpec logScale() {
    return ParameterSpec.constantRow("linear.logScale", 1, 0);
  }

  @Override
  public Prior prior() {
    return new StandardNormal(latentSize);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(weights(), bias(), logScale());
  }

  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    var math = x.getSameDiff().math;
    SDVariable logScale = graph.parameter(logScale());
    SDVariable deviation = bySample(mean(graph, z), samples, dataSize).sub(x);
    SDVariable standardised = deviation.mul(math.exp(logScale.neg()));
    SDVariable terms = math.square(standardised).add(LOG_TWO_PI).mul(-0.5).sub(logScale);
    return (missing ? terms.mul(graph.input(MASK, -1, dataSize)) : terms).sum(2);
  }

  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    return z.mmul(graph.parameter(weights())).add(graph.parameter(bias()));
  }

  /// The mean `[N, D]`, and behind it log s, `[N, D + 1]` in all.
  @Override
  public SDVariable dataParameters(Graph graph, SDVariable z) {
    SDVariable mean = mean(graph, z);
    SDVariable zeros = SafeOps.columns(mean, 0, 1).mul(0);
    return mean.getSameDiff().concat(1, mean, zeros.add(graph.parameter(logScale())));
  }

  @Override
  public float[] draw(float[] dataParameters, RandomGenerator generator) {
    double scale = Math.exp(dataParameters[dataSize]);
    float[] x = new float[dataSize];
    for (int d = 0; d < dataSize; d++) {
      x[d] = (float) (dataParameters[d] + scale * generator.nextGaussian());
    }
    return x;
  }

  /// The exact quantities for given parameter values.
  ///
  /// @param theta values by name, row-major, as `Parameters.values()` gives them
  public ExactLinearGaussian exact(Map<String, float[]> theta) {
    return ExactLinearGaussian.of(
        dataSize,
        latentSize,
        theta.get(weights().name()),
        theta.get(bias().name()),
        Math.exp(theta.get(logScale().name())[0]));
  }
}
