package org.vaelab.report.explorer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/// Numbers as multiples of a step, in 16 bits each: half the size of floats, and closer to them
/// than half floats are where it counts, at the large ones.
///
/// @param step between neighbours
/// @param data little-endian signed 16-bit multiples, in Base64
record Packed(double step, String data) {
  private static final int LARGEST = Short.MAX_VALUE;

  /// @param values all finite
  static Packed of(float... values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    double step = largest == 0 ? 1 : largest / LARGEST;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort((short) Math.round(value / step));
    }
    return new Packed(step, Base64.getEncoder().encodeToString(bytes.array()));
  }
}
