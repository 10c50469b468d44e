package org.vaelab.network;

import static org.vaelab.network.ConditionalMlp.withContext;
import static org.vaelab.network.ConditionalMlp.zeros;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;

/// A fully connected network whose outputs for a dimension read the dimensions that precede it in
/// an
/// order, and no others: MADE (Germain, Gregor, Murray and Larochelle 2015). Every hidden unit has
/// a degree m and reads the first m dimensions alone; direct connections from inputs to outputs let
/// each output read all that precede it, however narrow the hidden layers are. What leads to the
/// outputs starts at zero.
///
/// @param name prefix of its parameters' names
/// @param order the dimensions 0 to D−1, the first that others may read first
/// @param context size C of a context that all outputs read, 0 for none
/// @param hidden widths of the hidden layers, possibly none
/// @param outputsPerDimension P; output p of dimension d is in column p*D + d
public record MaskedMlp(
    String name,
    List<Integer> order,
    int context,
    List<Integer> hidden,
    int outputsPerDimension,
    Activation activation)
    implements Network {

  public MaskedMlp {
    order = List.copyOf(order);
    hidden = List.copyOf(hidden);
    int size = order.size();
    if (size == 0 || !order.stream().sorted().toList().equals(natural(size))) {
      throw new IllegalArgumentException(
          "The order of masked network '%s' needs every dimension from 0 on once, not %s."
              .formatted(name, order));
    }
    if (context < 0 || outputsPerDimension < 1 || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "Masked network '%s' needs positive widths but has %s and %d outputs per dimension, with a context of %d."
              .formatted(name, hidden, outputsPerDimension, context));
    }
  }

  /// The order 0, 1, ... D−1.
  public static List<Integer> natural(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @Override
  public int in() {
    return order.size();
  }

  @Override
  public int out() {
    return Math.multiplyExact(outputsPerDimension, in());
  }

  private ParameterSpec weights(int layer) {
    String weights = name + ".W" + layer;
    int before = layer == 0 ? in() : hidden.get(layer - 1);
    return layer == hidden.size()
        ? zeros(weights, before, out())
        : ParameterSpec.weights(weights, before, hidden.get(layer));
  }

  private ParameterSpec bias(int layer) {
    int width = layer == hidden.size() ? out() : hidden.get(layer);
    return ParameterSpec.constantRow(name + ".b" + layer, width, 0);
  }

  private ParameterSpec direct() {
    return zeros(name + ".direct", in(), out());
  }

  private ParameterSpec contextWeights() {
    return hidden.isEmpty()
        ? zeros(name + ".context", context, out())
        : ParameterSpec.weights(name + ".context", context, hidden.getFirst());
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer <= hidden.size(); layer++) {
      specs.add(weights(layer));
      specs.add(bias(layer));
    }
    if (!hidden.isEmpty()) {
      specs.add(direct());
    }
    if (context > 0) {
      specs.add(contextWeights());
    }
    return specs;
  }

  /// How many dimensions precede each, `[D]`.
  private int[] ranks() {
    int[] ranks = new int[in()];
    for (int k = 0; k < ranks.length; k++) {
      ranks[order.get(k)] = k;
    }
    return ranks;
  }

  /// The degrees of a hidden layer's units: 1 to D−1 in turn, and 0 too where units of degree 0
  /// read a context.
  private int[] degrees(int width) {
    int least = context > 0 ? 0 : 1;
    int different = Math.max(1, in() - least);
    return IntStream.range(0, width).map(unit -> least + unit % different).toArray();
  }

  /// The dimensions that outputs may read: as many as precede theirs, `[P*D]`.
  private int[] outputDegrees() {
    int[] ranks = ranks();
    return IntStream.range(0, out()).map(output -> ranks[output % in()]).toArray();
  }

  /// 1 where a unit of what a layer gives may read one of what it takes, else 0, `[in, out]`. A
  /// unit
  /// of degree m, which has read m dimensions, is open to those of no lower degree; an input, to be
  /// counted with those before it, has its rank + 1.
  private static SDVariable masked(Graph graph, ParameterSpec weights, int[] from, int[] to) {
    INDArray mask = HostArrays.zeros(graph.type(), from.length, to.length);
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < to.length; j++) {
        mask.putScalar(i, j, to[j] >= from[i] ? 1 : 0);
      }
    }
    SDVariable values = graph.parameter(weights);
    return values.mul(values.getSameDiff().constant(mask));
  }

  /// Of a network without context.
  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    if (context > 0) {
      throw new IllegalArgumentException(
          "Masked network '%s' reads a context of %d numbers beside its rows; give it one."
              .formatted(name, context));
    }
    return outputs(graph, rows, h -> h);
  }

  /// @param rows `[K*B, D]`, K outermost
  /// @param given the context `[B, C]`, not read where C is 0
  /// @param samples K
  /// @return `[K*B, P*D]`
  public SDVariable apply(Graph graph, SDVariable rows, SDVariable given, int samples) {
    if (context == 0) {
      return apply(graph, rows);
    }
    SDVariable term = given.mmul(graph.parameter(contextWeights()));
    int width = hidden.isEmpty() ? out() : hidden.getFirst();
    return outputs(graph, rows, h -> withContext(h, term, samples, width));
  }

  private SDVariable outputs(Graph graph, SDVariable rows, UnaryOperator<SDVariable> first) {
    int[] inputs = IntStream.of(ranks()).map(rank -> rank + 1).toArray();
    int[] degrees = inputs;
    SDVariable h = rows;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      boolean last = layer == hidden.size();
      int[] next = last ? outputDegrees() : degrees(hidden.get(layer));
      h = h.mmul(masked(graph, weights(layer), degrees, next)).add(graph.parameter(bias(layer)));
      h = layer == 0 ? first.apply(h) : h;
      h = last ? h : activation.apply(h);
      degrees = next;
    }
    return hidden.isEmpty()
        ? h
        : h.add(rows.mmul(masked(graph, direct(), inputs, outputDegrees())));
  }
}
