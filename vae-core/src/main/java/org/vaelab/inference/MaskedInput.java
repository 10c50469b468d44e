package org.vaelab.inference;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// An encoder of data with missing values, one for all masks m: φ = f_λ(x ⊙ m, m). It can tell a
/// missing value from one that is 0 (Collier, Nazabal and Williams 2020). It reads m where the
/// model's likelihood does, in the graph's input [LatentVariableModel#MASK].
///
/// @param of f_λ, from x and m beside each other, 2D numbers
public record MaskedInput(Network of) implements Network {

  /// @throws IllegalArgumentException if the network's inputs cannot be x and its mask
  public MaskedInput {
    if (of.in() % 2 != 0) {
      throw new IllegalArgumentException(
          "A network of x and its mask takes an even number of inputs, not %d.".formatted(of.in()));
    }
  }

  /// A fully connected encoder.
  ///
  /// @param dataSize D
  /// @param hidden widths of its hidden layers, from x to φ
  /// @param out P
  public static MaskedInput mlp(
      int dataSize, List<Integer> hidden, int out, Activation activation) {
    return new MaskedInput(
        new Mlp("encoder", Math.multiplyExact(2, dataSize), hidden, out, activation));
  }

  @Override
  public int in() {
    return of.in() / 2;
  }

  @Override
  public int out() {
    return of.out();
  }

  @Override
  public List<ParameterSpec> parameters() {
    return of.parameters();
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    SDVariable mask = graph.input(LatentVariableModel.MASK, -1, in());
    return of.apply(graph, rows.getSameDiff().concat(1, rows.mul(mask), mask));
  }
}
