package org.vaelab.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Named parameter arrays (θ, λ) in a fixed order. The arrays are updated in place by optimisers
/// and belong to this object: [#close] frees them.
public final class Parameters implements AutoCloseable {
  private final Map<String, INDArray> arrays;
  private final List<String> names;

  private Parameters(Map<String, INDArray> arrays) {
    this.arrays = arrays;
    this.names = List.copyOf(arrays.keySet());
  }

  /// Draws initial values. A parameter's value depends on the seed and its name only, so models
  /// that share a decoder start it alike.
  ///
  /// @param noise for initial values
  public static Parameters initial(
      List<ParameterSpec> specs, NoiseSource<Purpose.Initialisation> noise, DataType type) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      float[] values = spec.initialiser().draw(spec.shape(), noise.at(spec.name().hashCode()));
      arrays.put(spec.name(), HostArrays.create(type, values, spec.shape()));
    }
    return new Parameters(arrays);
  }

  /// Float parameters with the given values (row-major), which are copied.
  ///
  /// @throws IllegalArgumentException if a value is missing, superfluous or of another size
  public static Parameters of(List<ParameterSpec> specs, Map<String, float[]> values) {
    if (values.size() != specs.size()) {
      throw new IllegalArgumentException(
          "The model has %d parameters but %d were given: %s."
              .formatted(specs.size(), values.size(), values.keySet()));
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      float[] value = values.get(spec.name());
      if (value == null || value.length != spec.size()) {
        throw new IllegalArgumentException(
            "Parameter '%s' needs %d values (shape %s) but %s."
                .formatted(
                    spec.name(),
                    spec.size(),
                    Arrays.toString(spec.shape()),
                    value == null ? "none were given" : value.length + " were given"));
      }
      arrays.put(spec.name(), HostArrays.create(DataType.FLOAT, value, spec.shape()));
    }
    return new Parameters(arrays);
  }

  /// The live arrays by name.
  public Map<String, INDArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /// @throws IllegalArgumentException if there is no such parameter
  public INDArray get(String name) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "There is no parameter '%s' among %s.".formatted(name, arrays.keySet()));
    }
    return array;
  }

  public List<String> names() {
    return names;
  }

  /// Copies of all values, row-major.
  public Map<String, float[]> values() {
    Map<String, float[]> values = new LinkedHashMap<>();
    arrays.forEach((name, array) -> values.put(name, HostArrays.floats(array)));
    return values;
  }

  /// Overwrites all values in place.
  public void assign(Map<String, float[]> values) {
    arrays.forEach((name, array) -> HostArrays.fill(array, values.get(name)));
  }

  /// Zero arrays of the same names, shapes and type, such as an optimiser's moments.
  public Parameters zerosLike() {
    Map<String, INDArray> zeros = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> zeros.put(name, HostArrays.zeros(array.dataType(), array.shape())));
    return new Parameters(zeros);
  }

  /// Moves each value v, in place, to `keep`·v + (1 − `keep`)·w, w being that of the others.
  public void approach(Parameters others, double keep) {
    arrays.forEach(
        (name, array) -> {
          INDArray other = others.get(name);
          array.subi(other).muli(keep).addi(other);
        });
  }

  @Override
  public void close() {
    arrays.values().forEach(INDArray::close);
  }
}
