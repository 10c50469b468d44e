package org.vaelab.network;

import java.io.Serializable;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A function from rows to rows with parameters.
public interface Network extends Serializable {

  /// Size of an input row.
  int in();

  /// Size of an output row.
  int out();

  /// Their names are prefixed with the network's, so that a model may have several.
  List<ParameterSpec> parameters();

  /// The outputs for rows `[N, in]`, as `[N, out]`.
  SDVariable apply(Graph graph, SDVariable rows);
}
