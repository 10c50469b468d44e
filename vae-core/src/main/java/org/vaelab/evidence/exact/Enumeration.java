package org.vaelab.evidence.exact;

import java.math.BigInteger;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.Support;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.statistics.LogMeanExp;

/// log p(x) = log Σ_z p(x, z) over every configuration of a discrete latent, in double precision.
public final class Enumeration implements AutoCloseable {
  /// The most configurations that are enumerated: 2²⁰.
  public static final int LARGEST_COUNT = 1 << 20;

  private final Support support;
  private final int count;
  private final PointFunction joint;

  /// @param theta read now and held fixed
  /// @throws IllegalArgumentException if z is not discrete or has more than [#LARGEST_COUNT]
  ///     configurations
  public Enumeration(GraphExecutor executor, LatentVariableModel model, Parameters theta) {
    support =
        model
            .prior()
            .support()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Enumeration needs a z of finitely many values, but the prior (%s) is continuous; use Quadrature or an estimate, such as importance sampling."
                            .formatted(model.prior().label())));
    count = count(support.count());
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable z = graph.input("z", -1, model.latentSize());
    graph.output("logJoint", model.logJoint(graph, model.data(graph), z, PointFunction.CHUNK));
    joint =
        new PointFunction(executor, graph, List.of("logJoint"), "z", model.latentSize())
            .with(theta);
  }

  private static int count(BigInteger configurations) {
    if (configurations.compareTo(BigInteger.valueOf(LARGEST_COUNT)) > 0) {
      throw new IllegalArgumentException(
          ("The latent variables have %,d configurations; enumeration stops at %,d (2^20). Use an"
                  + " estimate, such as importance sampling, instead.")
              .formatted(configurations, LARGEST_COUNT));
    }
    return configurations.intValueExact();
  }

  /// The number of configurations.
  public int count() {
    return count;
  }

  /// The posterior and log p(x) of one data point, from all configurations.
  ///
  /// @param x `[D]`
  public DiscretePosterior posterior(float[] x) {
    joint.with("x", x);
    double[] logJoint = joint.at(count, support::write)[0];
    LogMeanExp mean = new LogMeanExp();
    for (double value : logJoint) {
      mean.add(value);
    }
    return new DiscretePosterior(support, logJoint, mean.logMean() + Math.log(count));
  }

  /// The same of a model that leaves missing values out: the evidence is that of the observed ones.
  ///
  /// @param x `[D]`, 0 where it is missing
  /// @param mask 1 for observed, 0 for missing, `[D]`
  public DiscretePosterior posterior(float[] x, float[] mask) {
    joint.with(LatentVariableModel.MASK, mask);
    return posterior(x);
  }

  @Override
  public void close() {
    joint.close();
  }
}
