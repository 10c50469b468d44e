package org.vaelab.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// The named arrays that a compiled graph reads. Arrays filled from Java values are allocated once
/// per name and refilled while the shape stays; they belong to this object. Shared arrays
/// (parameters) stay their owner's.
public final class Inputs implements AutoCloseable {
  private final DataType type;
  private final Map<String, INDArray> arrays = new LinkedHashMap<>();
  private final Set<String> owned = new HashSet<>();

  public Inputs(DataType type) {
    this.type = type;
  }

  /// Copies `values` (row-major) into the input `name`.
  public Inputs set(String name, float[] values, long... shape) {
    INDArray array = arrays.get(name);
    if (array != null && owned.contains(name)) {
      if (Arrays.equals(array.shape(), shape)) {
        HostArrays.fill(array, values);
        return this;
      }
      array.close();
    }
    arrays.put(name, HostArrays.create(type, values, shape));
    owned.add(name);
    return this;
  }

  /// Lets the graph read `parameters` themselves, without a copy.
  public Inputs share(Parameters parameters) {
    parameters.arrays().forEach(this::share);
    return this;
  }

  /// Lets the graph read `array` itself, without a copy.
  public Inputs share(String name, INDArray array) {
    if (owned.remove(name)) {
      arrays.get(name).close();
    }
    arrays.put(name, array);
    return this;
  }

  Map<String, INDArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  @Override
  public void close() {
    owned.forEach(name -> arrays.get(name).close());
    arrays.clear();
    owned.clear();
  }
}
