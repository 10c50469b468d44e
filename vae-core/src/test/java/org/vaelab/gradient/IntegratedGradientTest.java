package org.vaelab.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LinearGaussian;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;

/// Expectations of estimators for a continuous z by integration over their noise: the trapezoidal
/// rule on a grid over K-tuples of ε, whose error falls exponentially. The exact gradient is the
/// difference quotient of the bound, integrated likewise.
class IntegratedGradientTest {
  private static final LinearGaussian MODEL = new LinearGaussian(1, 1);
  private static final double[] X = {0.7};
  private static final double[] PHI = {0.3, -0.4};
  private static final double REACH = 8;
  private static final double STEP = 0.2;
  private static final double SHIFT = 1e-4;
  private static final Map<List<Object>, Exact> EXACT = new HashMap<>();

  static Stream<Arguments> estimators() {
    Objective elbo = new Elbo(Elbo.Form.JOINT);
    Stream<GradientEstimator> ofElbo =
        Stream.of(
            Pathwise.standard(),
            new Pathwise(elbo),
            new StickingTheLanding(),
            new ScoreFunction(ScoreFunction.Simple.NONE),
            new ScoreFunction(),
            new ScoreFunction(new ScoreFunction.Learned(1, List.of(2))));
    Stream<GradientEstimator> ofIwae =
        Stream.of(new Pathwise(new Iwae()), new DoublyReparameterised(), new Vimco());
    return Stream.concat(
        ofElbo.flatMap(e -> Stream.of(1, 2).map(k -> Arguments.of(e, elbo, k))),
        ofIwae.flatMap(e -> Stream.of(1, 2).map(k -> Arguments.of(e, new Iwae(), k))));
  }

  private static DoubleRun.Gradients run(
      GradientEstimator estimator, Map<String, INDArray> parameters, double[] phi, int samples) {
    int side = 1 + 2 * (int) Math.round(REACH / STEP);
    int count = (int) Math.pow(side, samples);
    double[] weights = new double[count];
    double[][] noise = new double[samples * count][];
    for (int tuple = 0; tuple < count; tuple++) {
      weights[tuple] = 1;
      for (int k = 0, rest = tuple; k < samples; k++, rest /= side) {
        double e = STEP * (rest % side) - REACH;
        noise[k * count + tuple] = new double[] {e};
        weights[tuple] *= STEP * Math.exp(-0.5 * e * e) / Math.sqrt(2 * Math.PI);
      }
    }
    return new DoubleRun(estimator, MODEL, new DiagonalGaussianFamily(), samples)
        .run(
            parameters,
            weights,
            DoubleRun.copies(X, count),
            DoubleRun.copies(phi, count),
            noise,
            1);
  }

  private static INDArray number(double value) {
    return DoubleRun.array(new double[][] {{value}});
  }

  private static Map<String, INDArray> parameters(GradientEstimator estimator) {
    Map<String, INDArray> parameters =
        new DoubleRun(estimator, MODEL, new DiagonalGaussianFamily(), 1).randomParameters(3);
    parameters.put("linear.W", number(0.8));
    parameters.put("linear.b", number(0.3));
    parameters.put("linear.logScale", number(-0.1));
    return parameters;
  }

  /// A bound and its gradients, all by integration of the bound alone.
  private record Exact(double value, double[] phi, Map<String, Double> theta) {
    static Exact of(Objective objective, int samples) {
      Pathwise bound = new Pathwise(objective);
      Map<String, INDArray> parameters = parameters(bound);
      double[] gradient = new double[PHI.length];
      for (int i = 0; i < PHI.length; i++) {
        int index = i;
        gradient[i] =
            quotient(
                shift -> {
                  double[] moved = PHI.clone();
                  moved[index] += shift;
                  return run(bound, parameters, moved, samples).value();
                });
      }
      Map<String, Double> theta = new HashMap<>();
      for (ParameterSpec spec : MODEL.parameters()) {
        theta.put(
            spec.name(),
            quotient(
                shift -> {
                  Map<String, INDArray> moved = new HashMap<>(parameters);
                  moved.compute(spec.name(), (_, array) -> array.add(shift));
                  return run(bound, moved, PHI, samples).value();
                }));
      }
      return new Exact(run(bound, parameters, PHI, samples).value(), gradient, theta);
    }

    private static double quotient(DoubleUnaryOperator valueAtShift) {
      double rise = valueAtShift.applyAsDouble(SHIFT) - valueAtShift.applyAsDouble(-SHIFT);
      assertThat(Math.abs(rise)).isGreaterThan(SHIFT / 100);
      return rise / (2 * SHIFT);
    }
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void isUnbiased(GradientEstimator estimator, Objective objective, int samples) {
    Exact exact =
        EXACT.computeIfAbsent(List.of(objective, samples), _ -> Exact.of(objective, samples));
    DoubleRun.Gradients estimated = run(estimator, parameters(estimator), PHI, samples);
    Offset<Double> close = Offset.offset(1e-6);
    assertThat(estimated.value()).isCloseTo(exact.value(), Offset.offset(1e-10));
    assertThat(estimated.meanPhi()).containsExactly(exact.phi(), close);
    exact
        .theta()
        .forEach(
            (name, gradient) ->
                assertThat(estimated.theta().get(name)[0]).as(name).isCloseTo(gradient, close));
  }
}
