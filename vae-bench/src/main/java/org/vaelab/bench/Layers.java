package org.vaelab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Products of rows with the weights of layers, and of their gradients.
///
/// @param each from input to output
record Layers(List<Layer> each) {

  /// Outputs `[rows, out]` = inputs `[rows, in]` · weights `[in, out]`. Of a convolution the rows
  /// are windows, of a transposed one the outputs are.
  record Layer(int rows, int in, int out) {
    private Products.Shape forward() {
      return new Products.Shape(false, false, rows, out, in);
    }

    private Products.Shape weightGradient() {
      return new Products.Shape(true, false, in, out, rows);
    }

    private Products.Shape inputGradient() {
      return new Products.Shape(false, true, rows, in, out);
    }
  }

  /// Fully connected layers.
  static Layers of(int rows, int in, List<Integer> hidden, int out) {
    List<Layer> layers = new ArrayList<>();
    int width = in;
    for (int next : Stream.concat(hidden.stream(), Stream.of(out)).toList()) {
      layers.add(new Layer(rows, width, next));
      width = next;
    }
    return new Layers(layers);
  }

  /// These, then the others.
  Layers then(Layers others) {
    return new Layers(Stream.concat(each.stream(), others.each.stream()).toList());
  }

  List<Products.Shape> forward() {
    return each.stream().map(Layer::forward).toList();
  }

  List<Products.Shape> weightGradients() {
    return each.stream().map(Layer::weightGradient).toList();
  }

  /// With respect to the inputs of every layer.
  List<Products.Shape> inputGradients() {
    return each.stream().map(Layer::inputGradient).toList();
  }

  /// Of layers whose weights are trained and whose first inputs are data.
  List<Products.Shape> training() {
    return Stream.of(
            forward(), weightGradients(), new Layers(each.subList(1, each.size())).inputGradients())
        .flatMap(List::stream)
        .toList();
  }

  /// Of layers whose weights are frozen.
  List<Products.Shape> inference() {
    return Stream.concat(forward().stream(), inputGradients().stream()).toList();
  }
}
