package org.vaelab.nativemath;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// All of the process's memory, by absolute address. Callers keep the arrays alive and in bounds.
public final class Memory {
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Memory() {}

  public static float get(long address) {
    return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  public static void set(long address, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
  }

  public static void copy(long from, long to, long count) {
    MemorySegment.copy(ALL, from, ALL, to, count * Float.BYTES);
  }

  public static void fill(long address, float value, long count) {
    if (value == 0) {
      ALL.asSlice(address, count * Float.BYTES).fill((byte) 0);
    } else {
      for (long i = 0; i < count; i++) {
        set(address + 4 * i, value);
      }
    }
  }
}
