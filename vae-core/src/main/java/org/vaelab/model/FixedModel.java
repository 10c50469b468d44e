package org.vaelab.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.Prior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;

/// A model whose θ is held fixed: it has no parameters to train, so that training it moves the
/// encoder's λ alone.
///
/// @param of the model
/// @param theta its parameters, and maybe others; they stay their owner's and must stay open
public record FixedModel(LatentVariableModel of, Parameters theta) implements LatentVariableModel {

  /// @throws IllegalArgumentException if a parameter of the model is not there
  public FixedModel {
    of.parameters().forEach(spec -> theta.get(spec.name()));
  }

  @Override
  public int dataSize() {
    return of.dataSize();
  }

  @Override
  public Prior prior() {
    return of.prior();
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of();
  }

  @Override
  public Map<String, INDArray> fixedParameters() {
    Map<String, INDArray> fixed = new LinkedHashMap<>(of.fixedParameters());
    of.parameters().forEach(spec -> fixed.put(spec.name(), theta.get(spec.name())));
    return fixed;
  }

  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    return of.logLikelihood(graph, x, z, samples);
  }

  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    return of.mean(graph, z);
  }

  @Override
  public boolean takesMask() {
    return of.takesMask();
  }
}
