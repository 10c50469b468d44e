package org.vaelab.nativemath;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Whether an array fits, asked before it is allocated: where `malloc` fails, ND4J writes to
/// address 0 and the JVM dies; where JavaCPP's limit is passed, it notices after the array is
/// filled, and only after ten seconds of trying.
final class NativeMemory {
  // Smaller arrays are not worth the questions.
  private static final long BYTES_TO_ASK = 1 << 24;
  private static final long PHYSICAL =
      ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
          ? system.getTotalMemorySize()
          : Long.MAX_VALUE;
  private static final MethodHandle MALLOC =
      handle("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ADDRESS));

  private NativeMemory() {}

  private static MethodHandle handle(String symbol, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(symbol), type);
  }

  /// What `allocate` makes, if an array of that shape fits.
  ///
  /// @throws ArrayTooLargeException if it does not
  static INDArray allocate(DataType type, long[] shape, Supplier<INDArray> allocate) {
    long bytes = Arrays.stream(shape).reduce(type.width(), Math::multiplyExact);
    if (bytes >= BYTES_TO_ASK) {
      require(bytes, shape);
    }
    try {
      return allocate.get();
    } catch (OutOfMemoryError e) {
      throw ArrayTooLargeException.ofBytes("there is no memory for " + described(bytes, shape), e);
    }
  }

  /// The number of elements.
  ///
  /// @throws ArrayTooLargeException if it is not supported
  static long count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      count = size == 0 ? 0 : count * size;
      if (count < 0 || count > NativeLibrary.MOST_ELEMENTS) {
        throw ArrayTooLargeException.ofElements(
            "an array of shape %s has more than the %d elements that are supported"
                .formatted(Arrays.toString(shape), NativeLibrary.MOST_ELEMENTS));
      }
    }
    return count;
  }

  private static void require(long bytes, long[] shape) {
    long used = Pointer.physicalBytes();
    long limit = Pointer.maxPhysicalBytes() > 0 ? Pointer.maxPhysicalBytes() : Long.MAX_VALUE;
    long most = Math.min(limit, PHYSICAL);
    if (used + bytes > most) {
      throw ArrayTooLargeException.ofBytes(
          "%s does not fit where %s of %s are in use"
              .formatted(described(bytes, shape), gigabytes(used), gigabytes(most)),
          null);
    }
    if (!canReserve(bytes)) {
      throw ArrayTooLargeException.ofBytes(
          "the operating system refuses " + described(bytes, shape) + " (see ulimit -v)", null);
    }
  }

  private static boolean canReserve(long bytes) {
    try {
      MemorySegment reserved = (MemorySegment) MALLOC.invokeExact(bytes);
      FREE.invokeExact(reserved);
      return reserved.address() != 0;
    } catch (Throwable e) {
      throw new IllegalStateException("A call of malloc failed.", e);
    }
  }

  private static String described(long bytes, long[] shape) {
    return "an array of %s (shape %s)".formatted(gigabytes(bytes), Arrays.toString(shape));
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes * 1e-9);
  }
}
