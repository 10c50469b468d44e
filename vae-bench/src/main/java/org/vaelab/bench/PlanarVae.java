package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.vaelab.distribution.PlanarFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.model.Vae;

/// The fully connected VAE whose q are planar flows, with all parameters in the row φ.
record PlanarVae(Task task) implements Inferred {
  private static final int LAYERS = 8;

  @Override
  public Vae model() {
    return new MlpVae(task).model();
  }

  @Override
  public PosteriorFamily family() {
    return new PlanarFamily(LAYERS);
  }

  /// The unit vectors that w of each layer is the difference from, `[L, Z]`.
  @Override
  public List<NDArray> constants(NDManager manager) {
    int size = task.latentSize();
    float[] units = new float[LAYERS * size];
    for (int layer = 0; layer < LAYERS; layer++) {
      units[layer * size + layer % size] = 1;
    }
    return List.of(manager.create(units, new Shape(LAYERS, size)));
  }

  /// What does not depend on z is computed for all layers at once.
  @Override
  public String script() {
    return TorchScript.MLP
        + """
            def forward(self: __torch__.Kernels, p: List[Tensor], x: Tensor, phi: Tensor, noise: Tensor) -> Tensor:
              layers = %1$d
              size = noise.size(1)
              location = torch.narrow(phi, 1, 0, size)
              log_scale = torch.narrow(phi, 1, size, size)
              flow = torch.narrow(phi, 1, 2 * size, layers * (2 * size + 1)).reshape([-1, layers, 2 * size + 1])
              u = torch.narrow(flow, 2, 0, size)
              w = torch.narrow(flow, 2, size, size) + p[%2$d]
              b = torch.narrow(flow, 2, 2 * size, 1)
              wu = (w * u).sum([2], True)
              alignment = 0.99 * (torch.softplus(wu + %3$s) - 1.)
              direction = u + w * ((alignment - wu) / (w * w).sum([2], True))
              z = noise
              slopes = annotate(List[Tensor], [])
              for i in range(layers):
                t = torch.tanh((z * torch.select(w, 1, i)).sum([1], True) + torch.select(b, 1, i))
                slopes.append(1. - t * t)
                z = z + torch.select(direction, 1, i) * t
              log_determinant = torch.log1p(torch.stack(slopes, 1) * alignment).sum()
              z = z * torch.exp(log_scale) + location
              logits = self.mlp(p, 0, %4$d, z)
              divergence = 0.5 * ((z * z).sum() - (noise * noise).sum()) - log_determinant - log_scale.sum()
              return torch.binary_cross_entropy_with_logits(logits, x, None, None, 2) + divergence
          """
            .formatted(
                LAYERS,
                model().parameters().size(),
                Math.log(Math.E - 1),
                task.hidden().size() + 1);
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray phi, NDArray noise) {
    return torch.call(tensors, x, phi, noise);
  }

  @Override
  public List<Products.Shape> inferenceProducts(int batch) {
    return new MlpVae(task).inferenceProducts(batch);
  }
}
