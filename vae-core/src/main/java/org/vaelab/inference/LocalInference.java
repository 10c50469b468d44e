package org.vaelab.inference;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Optimises φ of a batch of data points with θ frozen. The objective is the sum of the points' own
/// bounds, so each row's gradient is that of its own bound and rows do not influence one another.
public final class LocalInference implements AutoCloseable {
  private final LatentVariableModel model;
  private final PosteriorFamily family;
  private final LocalOptimisation config;
  private final CompiledGraph compiled;
  private final Inputs inputs = new Inputs(DataType.FLOAT);
  private final Adam adam = Adam.standard();
  private final int noiseSize;

  private LocalInference(
      LatentVariableModel model,
      PosteriorFamily family,
      LocalOptimisation config,
      CompiledGraph compiled) {
    this.model = model;
    this.family = family;
    this.config = config;
    this.compiled = compiled;
    this.noiseSize = family.noiseSize(model.latentSize());
  }

  /// What an optimisation found.
  ///
  /// @param phi `[B, P]`, row-major
  /// @param steps steps taken; each evaluated the gradient of every data point once
  /// @param bound mean bound of the batch over the last window, in nats
  public record Outcome(float[] phi, int steps, double bound) {}

  /// Compiles the gradient of the ELBO with respect to φ alone.
  public static LocalInference compile(
      GraphExecutor executor,
      LatentVariableModel model,
      PosteriorFamily family,
      LocalOptimisation config) {
    return compile(executor, model, family, GradientEstimator.standard(), config);
  }

  /// Compiles the gradient of a bound with respect to φ alone.
  public static LocalInference compile(
      GraphExecutor executor,
      LatentVariableModel model,
      PosteriorFamily family,
      GradientEstimator estimator,
      LocalOptimisation config) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = model.data(graph);
    int size = model.latentSize();
    Bound bound =
        estimator.surrogate(
            graph,
            model,
            family.posterior(graph, family.phi(graph, size), size),
            x,
            family.noise(graph, size),
            config.samples());
    graph.output("bound", bound.value());
    graph.objective(bound.trained().sum());
    return new LocalInference(
        model,
        family,
        config,
        executor.compile(graph, List.of("bound"), List.of(PosteriorFamily.PHI)));
  }

  /// Rows at which an optimisation from zero starts, `[count, P]`.
  public float[] initialRows(int count) {
    float[] row = family.initialRow(model.latentSize());
    float[] rows = HostArrays.allocate("the starting points of SVI", count, row.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(row, 0, rows, i * row.length, row.length);
    }
    return rows;
  }

  /// Optimises φ.
  ///
  /// @param x `[B, D]`, row-major
  /// @param data identities of the B points, which key their noise
  /// @param start φ to start from, `[B, P]`, row-major; left unchanged
  /// @param klWeight β
  /// @param noise of [Purpose#LOCAL_OPTIMISATION]
  /// @param visit keys the noise of this call: no two visits of a point share noise
  /// @throws IllegalArgumentException if the noise is for anything else
  /// @throws NonFiniteObjectiveException if the bound becomes NaN or infinite
  public Outcome optimise(
      Parameters theta,
      float[] x,
      int[] data,
      float[] start,
      double klWeight,
      NoiseSource noise,
      long visit) {
    noise.requireFor(Purpose.LOCAL_OPTIMISATION);
    int batch = data.length;
    long[] shape = {batch, family.rowSize(model.latentSize())};
    inputs
        .share(theta)
        .set("x", x, batch, model.dataSize())
        .set(Objective.KL_WEIGHT, new float[] {(float) klWeight}, 1);
    try (INDArray phi = HostArrays.create(DataType.FLOAT, start, shape);
        INDArray firstMoment = HostArrays.zeros(DataType.FLOAT, shape);
        INDArray secondMoment = HostArrays.zeros(DataType.FLOAT, shape)) {
      inputs.share(PosteriorFamily.PHI, phi);
      WindowedBound progress = new WindowedBound(config.window(), config.tolerance());
      float[] epsilon =
          HostArrays.allocate(
              "the noise [samples x data points x noise size]", config.samples(), batch, noiseSize);
      int step = 0;
      while (step < config.maximumSteps() && !progress.stoppedRising()) {
        Interrupts.check();
        noise.gaussian(visit, step, data, config.samples(), noiseSize, epsilon);
        inputs.set(PosteriorFamily.NOISE, epsilon, (long) config.samples() * batch, noiseSize);
        Results results = compiled.run(inputs);
        double bound = HostArrays.sum(results.output("bound")) / batch;
        if (!Double.isFinite(bound)) {
          throw new NonFiniteObjectiveException(
              ("The bound became %s at step %d of the local optimisation of data points %d...;"
                      + " use a smaller learning rate of the local optimisation.")
                  .formatted(bound, step, data[0]));
        }
        progress.add(bound);
        double rate = config.learningRate().at((double) step / config.maximumSteps());
        adam.ascend(
            phi, results.gradient(PosteriorFamily.PHI), firstMoment, secondMoment, step, rate);
        step++;
      }
      return new Outcome(HostArrays.floats(phi), step, progress.mean());
    }
  }

  /// The Euclidean norm of each point's gradient of its bound with respect to φ: how far from a
  /// stationary point an optimisation ended. The gradient is a mean over fresh noise, which leaves
  /// a norm of the order of its standard error even at the optimum.
  ///
  /// @param phi `[B, P]`, row-major
  /// @param noise of [Purpose#LOCAL_OPTIMISATION]
  /// @param visit keys the noise, as in [#optimise]; of another visit than those that led to φ
  /// @param draws gradients to average, each of the configured number of samples
  /// @return `[B]`
  public double[] gradientNorms(
      Parameters theta,
      float[] x,
      int[] data,
      float[] phi,
      NoiseSource noise,
      long visit,
      int draws) {
    noise.requireFor(Purpose.LOCAL_OPTIMISATION);
    int batch = data.length;
    int width = family.rowSize(model.latentSize());
    double[] sums = new double[phi.length];
    inputs
        .share(theta)
        .set("x", x, batch, model.dataSize())
        .set(PosteriorFamily.PHI, phi, batch, width)
        .set(Objective.KL_WEIGHT, new float[] {1}, 1);
    float[] epsilon = new float[config.samples() * batch * noiseSize];
    for (int draw = 0; draw < draws; draw++) {
      noise.gaussian(visit, draw, data, config.samples(), noiseSize, epsilon);
      inputs.set(PosteriorFamily.NOISE, epsilon, (long) config.samples() * batch, noiseSize);
      float[] gradient = HostArrays.floats(compiled.run(inputs).gradient(PosteriorFamily.PHI));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += gradient[i] / draws;
      }
    }
    double[] norms = new double[batch];
    for (int i = 0; i < sums.length; i++) {
      norms[i / width] += sums[i] * sums[i];
    }
    return Arrays.stream(norms).map(Math::sqrt).toArray();
  }

  @Override
  public void close() {
    compiled.close();
    inputs.close();
  }
}
