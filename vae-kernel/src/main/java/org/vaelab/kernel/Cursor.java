package org.vaelab.kernel;

/// Positions in a cell: the protocol counts code points, Java counts UTF-16 units.
final class Cursor {
  private Cursor() {}

  static int toIndex(String code, int codePoints) {
    int length = code.codePointCount(0, code.length());
    return code.offsetByCodePoints(0, Math.clamp(codePoints, 0, length));
  }

  static int toCodePoints(String code, int index) {
    return code.codePointCount(0, index);
  }
}
