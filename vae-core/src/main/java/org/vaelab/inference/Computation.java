package org.vaelab.inference;

import java.util.List;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;

/// What a [Session] can be asked for: a graph that is written once and then run with ever new
/// inputs. Equal computations share their graph, so they are records of all that the graph
/// depends on beside the model.
public interface Computation {

  /// Writes outputs, and an objective where there are gradients.
  void write(Graph graph, LatentVariableModel model);

  /// Names of the inputs by which the objective is differentiated.
  default List<String> gradients() {
    return List.of();
  }
}
