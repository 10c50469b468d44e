package org.vaelab.kernel.eval;

/// Ends a cell that was asked to stop. An [Error], so that `catch (Exception e)` in a cell does
/// not swallow it.
public final class CellStopped extends Error {
  CellStopped() {
    super("The cell was interrupted.", null, false, false);
  }
}
