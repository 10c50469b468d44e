package org.vaelab.train;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.PhiRows;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Computes parts of minibatches in another process than that of the training, with θ and λ of its
/// own. Belongs to one thread.
public final class RemoteGradients implements AutoCloseable {
  private final Target target;
  private final List<ParameterSpec> specs;
  private final Parameters parameters;
  private final CompiledGraph compiled;
  private final Session session;
  private final StepGradients steps;

  private RemoteGradients(Recipe recipe) {
    target = recipe.target;
    specs = target.parameters();
    parameters =
        Parameters.initial(
            specs, NoiseSource.of(recipe.seed, Purpose.INITIALISATION), DataType.FLOAT);
    compiled = Trainer.compile(recipe.executor, target.graph(), specs);
    session = target.session(recipe.executor, parameters);
    steps = new StepGradients(target, compiled, session, recipe.samples, recipe.seed);
  }

  /// What it is made of, which can be sent.
  public static final class Recipe implements Serializable {
    private final GraphExecutor executor;
    private final Target target;
    private final int samples;
    private final long seed;

    Recipe(GraphExecutor executor, Target target, int samples, long seed) {
      this.executor = executor;
      this.target = target;
      this.samples = samples;
      this.seed = seed;
    }

    public RemoteGradients open() {
      return new RemoteGradients(this);
    }
  }

  /// A part of a minibatch that was computed.
  ///
  /// @param sums over its points
  /// @param phi theirs, where it is kept; else an empty list
  public record Part(StepSums sums, List<PhiRows> phi) {}

  /// Takes over the values of θ and λ.
  public void assign(Map<String, float[]> values) {
    parameters.assign(values);
  }

  /// Moves φ of a part's points, if it is local, and finds the gradients.
  ///
  /// @param ids of its points
  /// @param data with their rows
  /// @param phi theirs, where it is kept; else an empty list
  public Part compute(Minibatch at, int[] ids, Observations data, List<PhiRows> phi) {
    int[] rows = IntStream.range(0, ids.length).toArray();
    Optional<PhiTable> table =
        phi.stream()
            .findFirst()
            .flatMap(given -> target.table(given.phi(), given.moments().stream().findFirst()));
    try {
      Computing.Found found = steps.compute(at, ids, data, table, rows);
      StepSums sums =
          new StepSums(
              found.elboSum(), ids.length, found.evaluations(), gradientOfSum(found, ids.length));
      return new Part(sums, table.map(moved -> moved.copy(rows)).stream().toList());
    } finally {
      table.ifPresent(PhiTable::close);
    }
  }

  private float[] gradientOfSum(Computing.Found found, int points) {
    float[] sum = new float[specs.stream().mapToInt(ParameterSpec::size).sum()];
    int at = 0;
    for (ParameterSpec spec : specs) {
      for (float ofMean : HostArrays.floats(found.gradients().of(spec.name()))) {
        sum[at++] = ofMean * points;
      }
    }
    return sum;
  }

  @Override
  public void close() {
    steps.close();
    session.close();
    compiled.close();
    parameters.close();
  }
}
