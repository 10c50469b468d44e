package org.vaelab.graph;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/// Runs graphs with SameDiff's own session.
public final class SameDiffExecutor implements GraphExecutor {

  @Override
  public SameDiffGraph compile(Graph graph, List<String> outputs, List<String> gradients) {
    OpAllowList.check(graph.sameDiff());
    Map<String, String> outputVariables = new LinkedHashMap<>();
    for (String name : outputs) {
      SDVariable output = graph.outputs().get(name);
      if (output == null) {
        throw new IllegalArgumentException(
            "The graph has no output '%s'; it has %s.".formatted(name, graph.outputs().keySet()));
      }
      outputVariables.put(name, output.name());
    }
    if (gradients.isEmpty()) {
      return new SameDiffGraph(graph, graph.sameDiff(), outputVariables, Map.of());
    }
    SameDiff differentiated = differentiate(graph, gradients);
    Map<String, String> gradientVariables = new LinkedHashMap<>();
    for (String input : gradients) {
      // Not the literal "input-grad": where the input is used twice that is one contribution only.
      SDVariable gradient = graph.sameDiff().getVariable(input).gradient();
      if (gradient == null) {
        throw new IllegalArgumentException(
            "The objective does not depend on the input '%s'.".formatted(input));
      }
      gradientVariables.put(input, gradient.name());
    }
    return new SameDiffGraph(graph, differentiated, outputVariables, gradientVariables);
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
