package org.vaelab.inference;

import java.io.Serializable;
import java.util.List;
import org.vaelab.distribution.PosteriorFamily;

/// Copies of B rows of a [PhiTable], which can be sent to other processes.
///
/// @param phi `[B, P]`, row-major
/// @param moments theirs, if the table keeps any; else an empty list
public record PhiRows(float[] phi, List<PhiTable.Kept> moments) implements Serializable {

  public PhiRows {
    moments = List.copyOf(moments);
  }

  /// A table of these rows.
  PhiTable table(PosteriorFamily family, int latentSize) {
    PhiTable table = PhiTable.of(family, latentSize, phi);
    moments.forEach(table::keeping);
    return table;
  }
}
