package org.vaelab.nativemath;

import java.util.List;
import java.util.ServiceLoader;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/// The only door to ND4J's statics, whose first use loads the native library: whoever comes first,
/// [NativeBackend] has chosen the build by then.
public final class NativeLibrary {
  /// The largest Java array, which the contents of every array must fit into.
  public static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  static {
    NativeBackend.select();
  }

  private NativeLibrary() {}

  /// The number of elements of a shape.
  ///
  /// @throws ArrayTooLargeException if it is more than an array may have
  public static long count(long[] shape) {
    return NativeMemory.count(shape);
  }

  /// The simple name of the backend's class. Where there is but one, this does not load the
  /// library, which takes most of a second.
  public static String backendName() {
    return Backend.NAME;
  }

  /// Found once, when it is asked for: the class path is searched for it.
  private static final class Backend {
    private static final String NAME = name();

    private static String name() {
      List<String> names =
          ServiceLoader.load(Nd4jBackend.class, NativeLibrary.class.getClassLoader()).stream()
              .map(provider -> provider.type().getSimpleName())
              .toList();
      return names.size() == 1 ? names.getFirst() : backend().getClass().getSimpleName();
    }
  }

  static Nd4jBackend backend() {
    return Nd4j.getBackend();
  }

  public static OpExecutioner executioner() {
    return Nd4j.getExecutioner();
  }

  public static SameDiff graph() {
    return SameDiff.create();
  }

  /// A new row-major array of zeros.
  ///
  /// @throws ArrayTooLargeException if there is no memory for it
  public static INDArray zeros(DataType type, long... shape) {
    NativeMemory.count(shape);
    return NativeMemory.allocate(type, shape, () -> Nd4j.create(type, shape, 'c'));
  }

  /// A new row-major array of arbitrary values.
  ///
  /// @throws ArrayTooLargeException if there is no memory for it
  public static INDArray uninitialised(DataType type, long... shape) {
    NativeMemory.count(shape);
    return NativeMemory.allocate(type, shape, () -> Nd4j.createUninitialized(type, shape, 'c'));
  }

  /// Room for many arrays together, of more numbers than one array may have.
  ///
  /// @throws ArrayTooLargeException if there is no memory for it
  public static INDArray room(DataType type, long count) {
    long[] shape = {count};
    return NativeMemory.allocate(type, shape, () -> Nd4j.createUninitialized(type, shape, 'c'));
  }
}
