package org.vaelab.inference;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;

/// A model with the values of its parameters as they were, which can be sent to other processes.
///
/// @param specs of θ, and of λ where an encoder is asked
/// @param values of each, row-major
public record ModelCopy(
    LatentVariableModel model, List<ParameterSpec> specs, LinkedHashMap<String, float[]> values)
    implements Serializable {

  public ModelCopy {
    specs = List.copyOf(specs);
  }

  public static ModelCopy of(
      LatentVariableModel model, List<ParameterSpec> specs, Parameters parameters) {
    return new ModelCopy(model, specs, new LinkedHashMap<>(parameters.values()));
  }

  /// The parameters, in native memory of the caller's.
  public Parameters parameters() {
    return Parameters.of(specs, values);
  }
}
