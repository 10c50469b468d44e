package org.vaelab.nativemath;

/// Tiles of a product C = A·B, which stay in registers while a loop runs over the summed dimension.
/// Addresses and strides are bytes. A number of C is the sum of its products one after the other,
/// and that of a row which is added to each row of C, the same to the bit in every tile.
///
/// The loops count addresses: over an int, the compiler sometimes unrolls them, with more vectors
/// than there are registers, and a product takes half as long again. Sums begin at zero: where all
/// begin with one loaded vector, it sometimes keeps them as objects.
sealed interface Tiles permits WideTiles, LowWideTiles, NarrowTiles {

  /// Floats of a vector.
  int lanes();

  /// Rows of a tile of two vectors or three.
  int rows(int vectors);

  /// New tiles of one row less, if there are such; else these.
  default Tiles lower() {
    return this;
  }

  /// Computes two vectors in each row of a tile.
  ///
  /// @param k summed dimension
  /// @param added the numbers that are added to each row of C
  /// @param aRow from one row of A to the next
  /// @param aStep from one column of A to the next
  /// @param bStep from one row of B to the next
  /// @param cRow from one row of C to the next
  void twoVectors(
      int k, long added, long a, long aRow, long aStep, long b, long bStep, long c, long cRow);

  /// Computes three vectors in each row of a tile.
  void threeVectors(
      int k, long added, long a, long aRow, long aStep, long b, long bStep, long c, long cRow);
}
