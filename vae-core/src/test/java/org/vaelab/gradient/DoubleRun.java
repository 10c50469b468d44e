package org.vaelab.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Results;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;

/// Gradients by an estimator in double precision, of N data points with a weight each.
///
/// @param samples K
record DoubleRun(
    GradientEstimator estimator, LatentVariableModel model, PosteriorFamily family, int samples) {

  /// @param weights `[N]`
  /// @param values bounds `[N]`
  /// @param phi gradients of each point's own bound, `[N][P]`
  /// @param theta gradients of Σ weight · bound by the parameters of model and estimator
  record Gradients(double[] weights, double[] values, double[][] phi, Map<String, double[]> theta) {
    double value() {
      return IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * values[i]).sum();
    }

    /// Σ weight · gradient, `[P]`.
    double[] meanPhi() {
      double[] mean = new double[phi[0].length];
      for (int i = 0; i < phi.length; i++) {
        for (int p = 0; p < mean.length; p++) {
          mean[p] += weights[i] * phi[i][p];
        }
      }
      return mean;
    }

    /// The variance of φ's gradient, summed over its elements.
    double variance() {
      double[] mean = meanPhi();
      double variance = 0;
      for (int i = 0; i < phi.length; i++) {
        for (int p = 0; p < mean.length; p++) {
          variance += weights[i] * (phi[i][p] - mean[p]) * (phi[i][p] - mean[p]);
        }
      }
      return variance;
    }
  }

  static INDArray array(double[][] rows) {
    INDArray array = HostArrays.zeros(DataType.DOUBLE, rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        array.data().put((long) i * rows[i].length + j, rows[i][j]);
      }
    }
    return array;
  }

  static double[][] copies(double[] row, int count) {
    double[][] rows = new double[count][];
    Arrays.fill(rows, row);
    return rows;
  }

  /// Every parameter of model and estimator random, 0.8 times standard normal.
  Map<String, INDArray> randomParameters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    specs()
        .forEach(
            spec -> parameters.put(spec.name(), GradientCheck.normal(random, 0.8, spec.shape())));
    return parameters;
  }

  private List<ParameterSpec> specs() {
    List<ParameterSpec> specs = new ArrayList<>(model.parameters());
    specs.addAll(estimator.parameters());
    return specs;
  }

  /// @param parameters by name
  /// @param x `[N][D]`
  /// @param phi `[N][P]`
  /// @param noise `[K*N][E]`, or z `[K*N][Z]` for estimators that take it
  Gradients run(
      Map<String, INDArray> parameters,
      double[] weights,
      double[][] x,
      double[][] phi,
      double[][] noise,
      double beta) {
    Graph graph = new Graph(DataType.DOUBLE);
    int size = model.latentSize();
    SDVariable noiseInput = graph.input(PosteriorFamily.NOISE, -1, noise[0].length);
    Bound bound =
        estimator.surrogate(
            graph,
            model,
            family.posterior(graph, family.phi(graph, size), size),
            model.data(graph),
            noiseInput,
            samples);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().mul(graph.input("weight", -1)).sum());
    List<String> names = new ArrayList<>(specs().stream().map(ParameterSpec::name).toList());
    names.add(PosteriorFamily.PHI);
    INDArray weight = HostArrays.zeros(DataType.DOUBLE, weights.length);
    IntStream.range(0, weights.length).forEach(i -> weight.data().put(i, weights[i]));
    try (CompiledGraph compiled = GraphExecutor.standard().compile(graph, List.of("bound"), names);
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      specs().forEach(spec -> inputs.share(spec.name(), parameters.get(spec.name())));
      inputs
          .share("weight", weight)
          .share("x", array(x))
          .share(PosteriorFamily.PHI, array(phi))
          .share(PosteriorFamily.NOISE, array(noise))
          .share(Objective.KL_WEIGHT, array(new double[][] {{beta}}).reshape(1));
      Results results = compiled.run(inputs);
      Map<String, double[]> theta = new HashMap<>();
      specs()
          .forEach(
              spec ->
                  theta.put(spec.name(), results.gradient(spec.name()).dup('c').data().asDouble()));
      double[] slopes = results.gradient(PosteriorFamily.PHI).dup('c').data().asDouble();
      double[][] own = new double[weights.length][phi[0].length];
      for (int i = 0; i < own.length; i++) {
        for (int p = 0; p < own[i].length; p++) {
          own[i][p] = slopes[i * own[i].length + p] / weights[i];
        }
      }
      return new Gradients(weights, results.output("bound").dup('c').data().asDouble(), own, theta);
    }
  }
}
