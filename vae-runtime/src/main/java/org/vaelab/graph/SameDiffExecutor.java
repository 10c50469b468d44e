package org.vaelab.graph;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/// Runs graphs with SameDiff's own session.
public final class SameDiffExecutor implements GraphExecutor {

  @Override
  public SameDiffGraph compile(Graph graph, List<String> outputs, List<String> gradients) {
    OpAllowList.check(graph.sameDiff());
    List<String> outputVariables = new ArrayList<>();
    for (String name : outputs) {
      SDVariable output = graph.outputs().get(name);
      if (output == null) {
        throw new IllegalArgumentException(
            "The graph has no output '%s'; it has %s.".formatted(name, graph.outputs().keySet()));
      }
      outputVariables.add(output.name());
    }
    if (gradients.isEmpty()) {
      return new SameDiffGraph(
          graph, graph.sameDiff(), outputs, outputVariables, gradients, List.of());
    }
    SameDiff differentiated = differentiate(graph, gradients);
    List<String> gradientVariables = new ArrayList<>();
    for (String input : gradients) {
      // Not the literal "input-grad": where the input is used twice that is one contribution only.
      SDVariable gradient = graph.sameDiff().getVariable(input).gradient();
      if (gradient == null) {
        throw new IllegalArgumentException(
            "The objective does not depend on the input '%s'.".formatted(input));
      }
      gradientVariables.add(gradient.name());
    }
    return new SameDiffGraph(
        graph, differentiated, outputs, outputVariables, gradients, gradientVariables);
  }

  private static SameDiff differentiate(Graph graph, List<String> gradients) {
    String objective =
        graph
            .objective()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Gradients were asked for but the graph has no objective."));
    for (String input : gradients) {
      if (!graph.inputs().containsKey(input)) {
        throw new IllegalArgumentException(
            "The graph has no input '%s'; it has %s.".formatted(input, graph.inputs().keySet()));
      }
    }
    SameDiff sd = graph.sameDiff();
    sd.setLossVariables(objective);
    withoutStandardOutput(() -> sd.createGradFunction(gradients.toArray(String[]::new)));
    return sd.getFunction("grad");
  }

  // createGradFunction prints a line per op with System.out.println: no logger could silence it.
  private static synchronized void withoutStandardOutput(Runnable action) {
    PrintStream standardOutput = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      action.run();
    } finally {
      System.setOut(standardOutput);
    }
  }
}
