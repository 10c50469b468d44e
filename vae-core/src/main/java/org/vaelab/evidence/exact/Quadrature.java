package org.vaelab.evidence.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;
import org.vaelab.statistics.LogMeanExp;

/// log p(x) = log ∫ p(x, z) dz, the posterior, ELBO and KL(q ‖ p(z given x)) of a model with one to
/// three latent dimensions, by the trapezoidal rule on regular grids in double precision.
///
/// For smooth integrands that vanish at the ends of the grid this rule converges faster than any
/// power of the step (Trefethen and Weideman 2014). The grid of a posterior is found by a
/// scan of the joint density alone: no approximate posterior has a say in it. Then its nodes are
/// doubled until the integral changes by less than the tolerance.
public final class Quadrature implements AutoCloseable {
  /// Default change under refinement, in nats, at which a result is accepted.
  public static final double STANDARD_TOLERANCE = 1e-6;

  private static final int LARGEST_DIMENSION = 3;
  private static final int MOST_NODES = 1 << 22;
  // A standard normal holds 1 − 1e-18 of its mass within nine standard deviations.
  private static final double NOISE_RADIUS = 9;
  private static final int[] FIRST_NODES = {65, 33, 25};

  private final GraphExecutor executor;
  private final LatentVariableModel model;
  private final Parameters theta;
  private final double tolerance;
  private final PointFunction joint;
  // What is integrated over q: by z for the divergence, by q's own noise for the ELBO.
  private final Map<PosteriorFamily, PointFunction> densities = new HashMap<>();
  private final Map<PosteriorFamily, PointFunction> drawn = new HashMap<>();

  /// @param session of the model; its parameters are read now and held fixed
  /// @param tolerance change under refinement, in nats, at which a result is accepted
  /// @throws IllegalArgumentException if z is discrete or has more than three dimensions
  public Quadrature(Session session, double tolerance) {
    LatentVariableModel model = session.model();
    model.prior().requireContinuous("Quadrature");
    if (model.latentSize() > LARGEST_DIMENSION) {
      throw new IllegalArgumentException(
          ("Quadrature over %d latent dimensions would need a grid of astronomical size; it is"
                  + " offered up to %d. Use annealed importance sampling instead.")
              .formatted(model.latentSize(), LARGEST_DIMENSION));
    }
    this.executor = session.executor();
    this.model = model;
    this.theta = session.parameters();
    this.tolerance = tolerance;
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable z = graph.input("z", -1, model.latentSize());
    graph.output("logJoint", logJoint(graph, z));
    joint = function(graph, List.of("logJoint"), "z");
  }

  private SDVariable logJoint(Graph graph, SDVariable z) {
    return model.logJoint(graph, model.data(graph), z, PointFunction.CHUNK);
  }

  private PointFunction function(Graph graph, List<String> outputs, String points) {
    return new PointFunction(executor, graph, outputs, points, model.latentSize()).with(theta);
  }

  /// The posterior and log p(x) of one data point.
  ///
  /// @param x `[D]`
  /// @throws ArithmeticException if the tolerance is out of reach of the largest grid
  public GridPosterior posterior(float[] x) {
    joint.with("x", x);
    Lattice lattice =
        Enclosure.of(joint, model.latentSize()).withNodes(FIRST_NODES[model.latentSize() - 1]);
    double[] values = joint.at(lattice)[0];
    double integral = logIntegral(lattice, values);
    while (true) {
      lattice = refine(lattice);
      values = joint.at(lattice)[0];
      double finer = logIntegral(lattice, values);
      double change = Math.abs(finer - integral);
      if (change < tolerance) {
        return new GridPosterior(lattice, values, new Integral(finer, change));
      }
      integral = finer;
    }
  }

  private static double logIntegral(Lattice lattice, double[] logValues) {
    LogMeanExp mean = new LogMeanExp();
    for (double value : logValues) {
      mean.add(value);
    }
    return mean.logMean() + Math.log(logValues.length) + lattice.logCell();
  }

  /// E_q[log p(x given z)] − KL(q ‖ p(z)), the expectation over a grid of q's noise.
  ///
  /// @param x `[D]`
  /// @param phi parameters of q, `[P]`
  /// @throws ArithmeticException if the tolerance is out of reach of the largest grid
  /// @throws IllegalArgumentException if q takes more noise than z has numbers
  public Integral elbo(float[] x, PosteriorFamily family, float[] phi) {
    PointFunction sample = sample(family);
    sample.with("x", x).with(PosteriorFamily.PHI, phi);
    Lattice start =
        Lattice.cube(model.latentSize(), NOISE_RADIUS, FIRST_NODES[model.latentSize() - 1]);
    return integrate(
        start,
        lattice -> {
          double[] elbos = sample.at(lattice)[0];
          double sum = 0;
          for (int i = 0; i < elbos.length; i++) {
            double squares = 0;
            for (int d = 0; d < lattice.dimension(); d++) {
              squares += Math.pow(lattice.coordinate(i, d), 2);
            }
            double logNormal = -0.5 * squares - 0.5 * lattice.dimension() * Math.log(2 * Math.PI);
            sum += Math.exp(logNormal + lattice.logCell()) * elbos[i];
          }
          return sum;
        });
  }

  /// KL(q ‖ p(z given x)) = ∫ q(z) log (q(z) / p(z given x)) dz over a grid that encloses q.
  ///
  /// @param x `[D]`
  /// @param phi parameters of q, `[P]`
  /// @param posterior that of x
  /// @throws ArithmeticException if the tolerance is out of reach of the largest grid
  /// @throws IllegalArgumentException if q takes more noise than z has numbers, or knows its
  ///     density at its own samples alone
  public Integral divergence(
      float[] x, PosteriorFamily family, float[] phi, GridPosterior posterior) {
    PointFunction density = density(family).with("x", x).with(PosteriorFamily.PHI, phi);
    PointFunction sample = sample(family).with("x", x).with(PosteriorFamily.PHI, phi);
    Integral crossed =
        integrate(
            enclosing(sample),
            lattice -> {
              double[][] values = density.at(lattice);
              double sum = 0;
              for (int i = 0; i < values[0].length; i++) {
                double logQ = values[0][i];
                double mass = Math.exp(logQ + lattice.logCell());
                sum += mass == 0 ? 0 : mass * (logQ - values[1][i]);
              }
              return sum;
            });
    return new Integral(
        crossed.value() + posterior.logEvidence().value(),
        crossed.error() + posterior.logEvidence().error());
  }

  private Lattice enclosing(PointFunction sample) {
    int dimension = model.latentSize();
    double[][] values = sample.at(Lattice.cube(dimension, NOISE_RADIUS, 9));
    double[] lower = new double[dimension];
    double[] upper = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      lower[d] = Arrays.stream(values[1 + d]).min().orElseThrow();
      upper[d] = Arrays.stream(values[1 + d]).max().orElseThrow();
    }
    return new Lattice(lower, upper, FIRST_NODES[dimension - 1]);
  }

  private PointFunction density(PosteriorFamily family) {
    return densities.computeIfAbsent(
        family,
        q -> {
          int size = model.latentSize();
          Graph graph = new Graph(DataType.DOUBLE);
          SDVariable z = graph.input("z", -1, size);
          Posterior density = q.posterior(graph, q.phi(graph, size), size);
          graph.output("logQ", density.logProb(z, PointFunction.CHUNK));
          graph.output("logJoint", logJoint(graph, z));
          return function(graph, List.of("logQ", "logJoint"), "z");
        });
  }

  private PointFunction sample(PosteriorFamily family) {
    int size = model.latentSize();
    if (family.noiseSize(size) != size) {
      throw new IllegalArgumentException(
          "Quadrature integrates over the noise of q, as many numbers as z has, but a %s takes %d for %d; use MonteCarloElbo."
              .formatted(family.label(), family.noiseSize(size), size));
    }
    return drawn.computeIfAbsent(
        family,
        q -> {
          Graph graph = new Graph(DataType.DOUBLE);
          Posterior posterior = q.posterior(graph, q.phi(graph, size), size);
          JointSample joint =
              JointSample.of(
                  graph,
                  model,
                  posterior,
                  model.data(graph),
                  q.noise(graph, size),
                  PointFunction.CHUNK);
          graph.output("elbo", Elbo.standard().ofEachSample(graph, model, posterior, joint));
          List<String> outputs = new ArrayList<>(List.of("elbo"));
          for (int d = 0; d < size; d++) {
            graph.output("z" + d, SafeOps.columns(joint.z(), d, d + 1));
            outputs.add("z" + d);
          }
          return function(graph, outputs, "noise");
        });
  }

  @FunctionalInterface
  private interface Sum {
    double over(Lattice lattice);
  }

  private Integral integrate(Lattice start, Sum sum) {
    Lattice lattice = start;
    double value = sum.over(lattice);
    while (true) {
      lattice = refine(lattice);
      double finer = sum.over(lattice);
      double change = Math.abs(finer - value);
      if (change < tolerance) {
        return new Integral(finer, change);
      }
      value = finer;
    }
  }

  private Lattice refine(Lattice lattice) {
    double finerSize = Math.pow(2.0 * lattice.nodes() - 1, lattice.dimension());
    if (finerSize > MOST_NODES) {
      throw new ArithmeticException(
          ("The integral still changes by more than %s nats at %d nodes an axis, and a finer grid"
                  + " would have %.0f nodes; ask for a larger tolerance.")
              .formatted(tolerance, lattice.nodes(), finerSize));
    }
    return lattice.refined();
  }

  @Override
  public void close() {
    joint.close();
    densities.values().forEach(PointFunction::close);
    drawn.values().forEach(PointFunction::close);
  }
}
