package org.vaelab.npz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;

/// A model's parameters as named float32 arrays.
public final class NpzParameters {
  private NpzParameters() {}

  /// The arrays of the given parameters, by their names.
  public static Map<String, NpyArray> export(List<ParameterSpec> specs, Parameters parameters) {
    Map<String, float[]> values = parameters.values();
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      arrays.put(spec.name(), new NpyArray.Floats(spec.shape(), values.get(spec.name())));
    }
    return arrays;
  }

  /// Values for `Parameters.of`. Arrays that the model does not know are left out, so that a
  /// file may hold more than the model. A vector `[n]` is taken for a row `[1, n]`.
  ///
  /// @throws NpzException if an array is missing, of another shape or not finite, naming it
  public static Map<String, float[]> read(Path file, List<ParameterSpec> specs) {
    Set<String> needed = specs.stream().map(ParameterSpec::name).collect(Collectors.toSet());
    Map<String, NpyArray> arrays = Npz.read(file, needed::contains);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      NpyArray array = arrays.get(spec.name());
      if (array == null) {
        throw new NpzException(
            "%s has no array '%s'; it has %s.".formatted(file, spec.name(), Npz.names(file)));
      }
      if (!Arrays.equals(asRow(array.shape(), spec), spec.shape())) {
        throw new NpzException(
            "Array '%s' of %s has the shape %s; the model needs %s."
                .formatted(
                    spec.name(),
                    file,
                    Arrays.toString(array.shape()),
                    Arrays.toString(spec.shape())));
      }
      float[] floats = array.floats();
      for (int i = 0; i < floats.length; i++) {
        if (!Float.isFinite(floats[i])) {
          throw new NpzException(
              "Value %d of array '%s' of %s is %s; parameters must be finite."
                  .formatted(i, spec.name(), file, floats[i]));
        }
      }
      values.put(spec.name(), floats);
    }
    return values;
  }

  private static long[] asRow(long[] shape, ParameterSpec spec) {
    boolean row = shape.length == 1 && spec.shape().length == 2 && spec.shape()[0] == 1;
    return row ? new long[] {1, shape[0]} : shape;
  }
}
