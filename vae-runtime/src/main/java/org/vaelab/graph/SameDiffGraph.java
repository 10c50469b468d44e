package org.vaelab.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// A graph that SameDiff's session executes, kept from leaking: results are closed at the next run,
/// and the session forgets the arrays that it freed.
final class SameDiffGraph implements CompiledGraph {
  private static final String GRADIENT_OF_SLICES = "strided_slice_bp";

  private final Graph graph;
  private final SameDiff executed;
  private final Map<String, String> outputVariables;
  private final Map<String, String> gradientVariables;
  private final List<String> variables;
  private final ForgetfulSession session;
  private final boolean slicesBack;
  private Map<String, INDArray> computed = Map.of();

  /// InferenceSession records the id of every array it ever freed.
  private static final class ForgetfulSession extends InferenceSession {
    ForgetfulSession(SameDiff sameDiff) {
      super(sameDiff);
    }

    void forget() {
      freedArrays.clear();
    }
  }

  /// @param outputVariables the variables of `executed` by outputs' names
  /// @param gradientVariables the same by the names of inputs
  SameDiffGraph(
      Graph graph,
      SameDiff executed,
      Map<String, String> outputVariables,
      Map<String, String> gradientVariables) {
    this.graph = graph;
    this.executed = executed;
    this.outputVariables = outputVariables;
    this.gradientVariables = gradientVariables;
    variables =
        Stream.concat(outputVariables.values().stream(), gradientVariables.values().stream())
            .distinct()
            .toList();
    session = new ForgetfulSession(executed);
    slicesBack =
        Arrays.stream(executed.ops()).anyMatch(op -> op.opName().equals(GRADIENT_OF_SLICES));
  }

  @Override
  public Results run(Inputs inputs) {
    release();
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    collect(inputs, placeholders);
    requireRows(placeholders);
    // The map keeps a session per thread for ever: this one entry is put in and taken out again.
    Map<Long, InferenceSession> sessions = executed.getSessions();
    sessions.put(Thread.currentThread().threadId(), session);
    try {
      computed = executed.output(placeholders, variables);
    } catch (OutOfMemoryError e) {
      throw TooLargeException.of(placeholders, e);
    } finally {
      sessions.clear();
    }
    session.forget();
    computed.replaceAll((name, array) -> owned(array, placeholders.values()));
    return results(computed);
  }

  private void requireRows(Map<String, INDArray> placeholders) {
    if (!slicesBack) {
      return;
    }
    placeholders.forEach(
        (name, array) -> {
          if (graph.inputs().get(name)[0] == -1 && array.size(0) == 1) {
            throw RefusedOpException.ofOneRow(GRADIENT_OF_SLICES);
          }
        });
  }

  /// The array, or a copy where SameDiff returns an input or a view of one: what is computed is
  /// closed later, inputs are not.
  private static INDArray owned(INDArray array, Collection<INDArray> inputs) {
    Pointer place = array.data().pointer();
    boolean given = inputs.stream().anyMatch(input -> input.data().pointer().equals(place));
    return given ? array.dup('c') : array;
  }

  /// Puts the arrays of all the graph's inputs into `placeholders`.
  ///
  /// @throws IllegalArgumentException if one is missing, closed, or of another type or shape
  void collect(Inputs inputs, Map<String, INDArray> placeholders) {
    for (Map.Entry<String, long[]> input : graph.inputs().entrySet()) {
      placeholders.put(input.getKey(), checked(inputs, input.getKey(), input.getValue()));
    }
  }

  /// @param byVariable the values of [#variables]
  Results results(Map<String, INDArray> byVariable) {
    return new Computed(byVariable);
  }

  DataType type() {
    return graph.type();
  }

  /// Inputs whose values change from a run to its repetition.
  Set<String> changing() {
    return graph.changing();
  }

  /// The SameDiff graph that has the wanted variables.
  SameDiff executed() {
    return executed;
  }

  /// The SameDiff variables behind the wanted outputs and gradients.
  List<String> variables() {
    return variables;
  }

  private INDArray checked(Inputs inputs, String name, long[] declared) {
    INDArray array = inputs.arrays().get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "The graph's input '%s' (shape %s) was not given."
              .formatted(name, Arrays.toString(declared)));
    }
    if (array.wasClosed()) {
      throw new IllegalArgumentException("The array for the input '%s' is closed.".formatted(name));
    }
    boolean fits = array.rank() == declared.length && array.dataType() == graph.type();
    for (int d = 0; fits && d < declared.length; d++) {
      fits = declared[d] == -1 || declared[d] == array.size(d);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "The graph's input '%s' needs %s of shape %s but was given %s of shape %s."
              .formatted(
                  name,
                  graph.type(),
                  Arrays.toString(declared),
                  array.dataType(),
                  Arrays.toString(array.shape())));
    }
    return array;
  }

  private void release() {
    computed.values().forEach(INDArray::close);
    computed = Map.of();
  }

  @Override
  public void close() {
    release();
    executed.getSessions().clear();
  }

  private final class Computed implements Results {
    private final Map<String, INDArray> arrays;

    Computed(Map<String, INDArray> arrays) {
      this.arrays = arrays;
    }

    @Override
    public INDArray output(String name) {
      return lookUp(outputVariables, name);
    }

    @Override
    public INDArray gradient(String input) {
      return lookUp(gradientVariables, input);
    }

    private INDArray lookUp(Map<String, String> variableOf, String name) {
      String variable = variableOf.get(name);
      if (variable == null) {
        throw new IllegalArgumentException(
            "'%s' was not compiled; there is %s.".formatted(name, variableOf.keySet()));
      }
      return arrays.get(variable);
    }
  }
}
