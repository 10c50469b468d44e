package org.vaelab.nativemath;

/// Tiles of a product C = A·B, which stay in registers while a loop runs over the summed dimension.
/// Addresses and strides are bytes. A number of C is a first number to which its products are added
/// one after the other, the same to the bit in every tile.
///
/// The loops count addresses: over an int, the compiler sometimes unrolls them, with more vectors
/// than there are registers, and a product takes half as long again.
sealed interface Tiles permits WideTiles, NarrowTiles {

  /// Floats of a vector.
  int lanes();

  /// Rows of a tile of two vectors or three.
  int rows(int vectors);

  /// Computes two vectors in each row of a tile.
  ///
  /// @param k summed dimension
  /// @param start of the first numbers, the same in each row
  /// @param aRow from one row of A to the next
  /// @param aStep from one column of A to the next
  /// @param bStep from one row of B to the next
  /// @param cRow from one row of C to the next
  void twoVectors(
      int k, long start, long a, long aRow, long aStep, long b, long bStep, long c, long cRow);

  /// Computes three vectors in each row of a tile.
  void threeVectors(
      int k, long start, long a, long aRow, long aStep, long b, long bStep, long c, long cRow);
}
