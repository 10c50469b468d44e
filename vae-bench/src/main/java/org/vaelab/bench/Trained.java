package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;

/// What a task trains: in the toolkit's parts, in libtorch's tensors and as bare products.
interface Trained extends Scripted {

  /// All that is trained, in the order of the trainer.
  List<ParameterSpec> parameters();

  Trainer trainer(GraphExecutor executor, TrainingConfig config);

  /// E, how many normal numbers a step draws for a data point; 0 for none.
  int noiseSize();

  /// The negative bound, summed over the batch.
  ///
  /// @param tensors the parameters in libtorch's layout, then the constants
  /// @param x `[B, D]`
  /// @param noise `[B, E]`
  NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray noise);

  /// The products without which a step cannot be done.
  List<Products.Shape> trainingProducts(int batch);
}
