package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// q of z = μ + σ f(ε), f a flow: log q(z) = log N(ε; 0, I) − log |det ∂f/∂ε| − Σ log σ. The flow
/// sees numbers of unit scale, wherever q is and however narrow.
///
/// @param family what φ parameterises; its rows begin with (μ, log σ)
/// @param phi `[B, P]`
/// @param size Z
/// @param flow f
record FlowPosterior(PosteriorFamily family, Graph graph, SDVariable phi, int size, Flow flow)
    implements Posterior {

  private SDVariable location() {
    return SafeOps.columns(phi, 0, size);
  }

  private SDVariable logScale() {
    return SafeOps.columns(phi, size, 2 * size);
  }

  private SDVariable placed(SDVariable rows, int samples) {
    SDVariable scale = phi.getSameDiff().math.exp(logScale());
    return bySample(rows, samples, size).mul(scale).add(location()).reshape(-1, size);
  }

  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    return placed(flow.forward(noise, samples).rows(), samples);
  }

  @Override
  public Draw draw(SDVariable noise, int samples) {
    Flow.Image image = flow.forward(noise, samples);
    SDVariable logDensity =
        Flow.logNormal(noise, samples, size)
            .sub(image.logDeterminant())
            .sub(SafeOps.sum(logScale(), 1, size));
    return new Draw(placed(image.rows(), samples), logDensity);
  }

  /// @throws IllegalArgumentException if the flow has no inverse in closed form
  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    SDVariable inverseScale = phi.getSameDiff().math.exp(logScale().neg());
    SDVariable standardised =
        bySample(z, samples, size).sub(location()).mul(inverseScale).reshape(-1, size);
    Flow.Image image = flow.inverse(standardised, samples);
    return Flow.logNormal(image.rows(), samples, size)
        .add(image.logDeterminant())
        .sub(SafeOps.sum(logScale(), 1, size));
  }

  @Override
  public Optional<Posterior> detached() {
    return Optional.of(
        family.posterior(graph.withConstantParameters(), SafeOps.stopGradient(phi), size));
  }
}
