package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.model.Vae;

/// A model with frozen θ whose local φ a task infers: in the toolkit's parts, in libtorch's tensors
/// and as bare products.
interface Inferred extends Scripted {

  Vae model();

  PosteriorFamily family();

  /// The negative ELBO, summed over the batch.
  ///
  /// @param tensors θ in libtorch's layout, then the constants
  /// @param x `[B, D]`
  /// @param phi `[B, P]`
  /// @param noise `[B, Z]`
  NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray phi, NDArray noise);

  /// The products without which a step cannot be done.
  List<Products.Shape> inferenceProducts(int batch);
}
