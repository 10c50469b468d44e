package org.vaelab.evidence.exact;

import java.math.BigInteger;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.DiscreteLatentModel;
import org.vaelab.statistics.LogMeanExp;

/// log p(x) = log Σ_z p(x, z) over every configuration of a discrete latent, in double precision.
public final class Enumeration implements AutoCloseable {
  /// The most configurations that are enumerated: 2²⁰.
  public static final int LARGEST_COUNT = 1 << 20;

  private final int[] cardinalities;
  private final int count;
  private final PointFunction joint;

  /// @param theta read now and held fixed
  /// @throws IllegalArgumentException if there are more than [#LARGEST_COUNT] configurations
  public Enumeration(GraphExecutor executor, DiscreteLatentModel model, Parameters theta) {
    cardinalities = model.cardinalities();
    count = count(cardinalities);
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable x = graph.input("x", -1, model.dataSize());
    SDVariable z = graph.input("z", -1, cardinalities.length);
    graph.output("logJoint", model.logJoint(graph, x, z, PointFunction.CHUNK));
    joint =
        new PointFunction(executor, graph, List.of("logJoint"), "z", cardinalities.length)
            .with(theta);
  }

  private static int count(int[] cardinalities) {
    BigInteger product = BigInteger.ONE;
    for (int values : cardinalities) {
      product = product.multiply(BigInteger.valueOf(values));
    }
    if (product.compareTo(BigInteger.valueOf(LARGEST_COUNT)) > 0) {
      throw new IllegalArgumentException(
          ("The latent variables have %,d configurations; enumeration stops at %,d (2^20). Use an"
                  + " estimate, such as importance sampling, instead.")
              .formatted(product, LARGEST_COUNT));
    }
    return product.intValueExact();
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
    double[] logJoint = joint.at(count, this::write)[0];
    LogMeanExp mean = new LogMeanExp();
    for (double value : logJoint) {
      mean.add(value);
    }
    return new DiscretePosterior(cardinalities, logJoint, mean.logMean() + Math.log(count));
  }

  private void write(int configuration, double[] out, int offset) {
    int[] values = values(cardinalities, configuration);
    for (int l = 0; l < values.length; l++) {
      out[offset + l] = values[l];
    }
  }

  static int[] values(int[] cardinalities, int configuration) {
    int[] values = new int[cardinalities.length];
    int rest = configuration;
    for (int l = cardinalities.length - 1; l >= 0; l--) {
      values[l] = rest % cardinalities[l];
      rest /= cardinalities[l];
    }
    return values;
  }

  @Override
  public void close() {
    joint.close();
  }
}
