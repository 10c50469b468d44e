package org.vaelab.kernel.magic;

import java.util.List;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.eval.Outcome;
import org.vaelab.kernel.output.Cell;

/// Lines of cells that begin with `%`.
public final class Magics implements Evaluator.LineCommands {
  public Magics(Evaluator evaluator) {}

  @Override
  public Outcome run(Cell cell, String line) {
    return new Outcome.Failed("UnknownCommand", line, List.of());
  }
}
