package org.vaelab.nativemath;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Whether vector loops can work on ND4J's arrays.
public final class NativeFloats {
  private NativeFloats() {}

  /// Whether this JVM has the vector module and ND4J's arrays are in host memory.
  public static boolean available() {
    return VectorModule.available() && NativeLibrary.backendName().equals("CpuBackend");
  }

  /// Whether the array is one stretch of floats in row-major order.
  public static boolean isPlain(INDArray array) {
    return array.dataType() == DataType.FLOAT && array.ordering() == 'c' && !array.isView();
  }
}
