package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;

/// Where an operand begins.
///
/// @param offset position in its array, in elements
record Place(int slot, long offset) {
  long address(long[] addresses, Element element) {
    return addresses[slot] + element.bytes() * offset;
  }
}
