package org.vaelab.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.SameDiffExecutor;
import picocli.CommandLine;

/// What most starts have in common, in one process: command lines that only tell something, and a
/// small graph with its gradient. The classes that it uses are what the launcher's AOT cache
/// records.
///
/// Nothing here may run a compiled plan: a cache with classes that use the vector module, which is
/// loaded late, cannot be written (JDK 25).
final class CacheRun {
  private static final List<String> COMMANDS =
      List.of("--help", "info", "run --help", "run train --help", "run train --no-such-option");

  private CacheRun() {}

  public static void main(String[] arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (String command : COMMANDS) {
      String[] words = command.split(" ");
      CommandLine line = Main.commandLineFor(words, Main.NOTHING);
      line.setOut(nowhere).setErr(nowhere).execute(words);
    }
    runGraph();
  }

  /// One layer of a network.
  private static void runGraph() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", 2, 3);
    SDVariable w = graph.input("w", 3, 4);
    SDVariable y = x.mmul(w);
    graph.output("y", y);
    graph.objective(y.sum());
    try (CompiledGraph compiled =
            new SameDiffExecutor().compile(graph, List.of("y"), List.of("w"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("x", new float[6], 2, 3).set("w", new float[12], 3, 4);
      compiled.run(inputs);
    }
  }
}
