package org.vaelab.spark.sweep;

import java.io.Serializable;

/// How a cell ended, as an executor tells its driver.
sealed interface CellOutcome extends Serializable {
  /// Of the cell, from 1.
  int number();

  /// @param files of its run, as [Archive] packs them
  record Done(int number, byte[] files) implements CellOutcome {}

  /// @param why in a sentence
  record Failed(int number, String why) implements CellOutcome {}
}
