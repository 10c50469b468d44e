package org.vaelab.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.nativemath.NativeLibrary;

/// A function under construction: SameDiff ops from named inputs to named outputs.
///
/// Parameters, data and noise are all inputs, so a graph is a pure function; what is trained and
/// what is frozen is decided when it is compiled, by the gradients that are asked for.
public final class Graph {
  private final SameDiff sameDiff;
  private final DataType type;
  private final Map<String, long[]> inputs;
  private final Map<String, SDVariable> outputs;
  private final Set<String> changing;
  private final boolean constantParameters;
  private String objective;

  /// @param type FLOAT, or DOUBLE for checks of gradients and identities
  public Graph(DataType type) {
    this(
        NativeLibrary.graph(),
        type,
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashSet<>(),
        false);
  }

  private Graph(
      SameDiff sameDiff,
      DataType type,
      Map<String, long[]> inputs,
      Map<String, SDVariable> outputs,
      Set<String> changing,
      boolean constantParameters) {
    this.sameDiff = sameDiff;
    this.type = type;
    this.inputs = inputs;
    this.outputs = outputs;
    this.changing = changing;
    this.constantParameters = constantParameters;
  }

  /// The input of that name, declared on first use.
  ///
  /// @param shape the input's shape; −1 stands for a size that each run may choose
  /// @throws IllegalArgumentException if the name is declared with another shape
  public SDVariable input(String name, long... shape) {
    long[] declared = inputs.get(name);
    if (declared == null) {
      inputs.put(name, shape.clone());
      return sameDiff.placeHolder(name, type, shape);
    }
    if (!Arrays.equals(declared, shape)) {
      throw new IllegalArgumentException(
          "Input '%s' is declared with shape %s and again with %s; give it one shape."
              .formatted(name, Arrays.toString(declared), Arrays.toString(shape)));
    }
    return sameDiff.getVariable(name);
  }

  /// Whether the input of that name is declared.
  public boolean hasInput(String name) {
    return inputs.containsKey(name);
  }

  /// A parameter is an input whose shape and initial value its model states.
  public SDVariable parameter(ParameterSpec spec) {
    SDVariable value = input(spec.name(), spec.shape());
    return constantParameters ? SafeOps.stopGradient(value) : value;
  }

  /// Names `value` as an output.
  public void output(String name, SDVariable value) {
    if (outputs.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("The graph has an output '%s' already.".formatted(name));
    }
  }

  /// Names of the outputs.
  public Set<String> outputNames() {
    return Collections.unmodifiableSet(outputs.keySet());
  }

  /// This graph, but for parameters that are constants to whoever writes on it: no gradient reaches
  /// them from there.
  public Graph withConstantParameters() {
    return new Graph(sameDiff, type, inputs, outputs, changing, true);
  }

  /// Declares the scalar that gradients differentiate. It is to be maximised.
  public void objective(SDVariable scalar) {
    objective = scalar.name();
  }

  /// Declares that most runs repeat the one before with other values of these inputs alone; see
  /// [CompiledGraph#repeat]. What depends on none of them is then computed once.
  public void repeatsWith(String... inputs) {
    changing.addAll(List.of(inputs));
  }

  public DataType type() {
    return type;
  }

  SameDiff sameDiff() {
    return sameDiff;
  }

  Map<String, long[]> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  Map<String, SDVariable> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  /// Inputs whose values change from a run to its repetition; none if nothing is repeated.
  Set<String> changing() {
    return Collections.unmodifiableSet(changing);
  }

  Optional<String> objective() {
    return Optional.ofNullable(objective);
  }
}
