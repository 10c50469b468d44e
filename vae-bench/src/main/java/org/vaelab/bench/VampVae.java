package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.VampPrior;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;

/// The fully connected VAE with a [VampPrior] made of the encoder's own q.
record VampVae(Task task) implements TrainedVae {
  private static final int PSEUDO_INPUTS = 500;

  private Mlp network() {
    return new Mlp(
        "encoder", task.dataSize(), task.hidden(), 2 * task.latentSize(), Activation.TANH);
  }

  @Override
  public Vae model() {
    return new Vae(
        task.dataSize(),
        VampPrior.of(network(), PSEUDO_INPUTS),
        new Mlp(
            "decoder",
            task.latentSize(),
            task.hidden().reversed(),
            task.dataSize(),
            Activation.TANH),
        new Likelihood.Bernoulli());
  }

  @Override
  public Amortized encoder() {
    return new Amortized(new DiagonalGaussianFamily(), task.latentSize(), network());
  }

  /// The squares of the components' log-densities are multiplied out, so that they are two products
  /// and no array `[B, C, Z]`.
  @Override
  public String script() {
    return TorchScript.MLP
        + """
            def forward(self: __torch__.Kernels, p: List[Tensor], x: Tensor, noise: Tensor) -> Tensor:
              layers = %1$d
              encoder = 2 * layers
              mean, log_scale = torch.chunk(self.mlp(p, encoder, layers, x), 2, 1)
              z = mean + torch.exp(log_scale) * noise
              logits = self.mlp(p, 0, layers, z)
              pseudo_inputs = torch.sigmoid(p[4 * layers])
              m, s = torch.chunk(self.mlp(p, encoder, layers, pseudo_inputs), 2, 1)
              precision = torch.exp(-2. * s)
              scaled = m * precision
              peak = -1. * s.sum([1]) - 0.5 * (m * scaled).sum([1])
              joint = torch.addmm(peak, z * z, precision.t(), beta=1, alpha=-0.5) + torch.mm(z, scaled.t())
              log_prior = torch.logsumexp(joint, [1]).sum()
              half_log_two_pi = %2$s
              constant = float(z.size(0)) * (float(z.size(1)) * half_log_two_pi + %3$s)
              entropy = log_scale.sum() + float(z.numel()) * (half_log_two_pi + 0.5)
              cross_entropy = torch.binary_cross_entropy_with_logits(logits, x, None, None, 2)
              return cross_entropy - log_prior + constant - entropy
          """
            .formatted(
                task.hidden().size() + 1, 0.5 * Math.log(2 * Math.PI), Math.log(PSEUDO_INPUTS));
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray noise) {
    return torch.call(tensors, x, noise);
  }

  @Override
  public List<Products.Shape> trainingProducts(int batch) {
    MlpVae vae = new MlpVae(task);
    List<Products.Shape> shapes = new ArrayList<>(vae.trainingProducts(batch));
    Layers pseudoInputs = vae.encoder(PSEUDO_INPUTS);
    shapes.addAll(pseudoInputs.forward());
    shapes.addAll(pseudoInputs.weightGradients());
    shapes.addAll(pseudoInputs.inputGradients());
    // z² and z with the components' precisions and scaled means.
    for (int i = 0; i < 2; i++) {
      Layers components = Layers.of(batch, task.latentSize(), List.of(), PSEUDO_INPUTS);
      shapes.addAll(components.forward());
      shapes.addAll(components.weightGradients());
      shapes.addAll(components.inputGradients());
    }
    return shapes;
  }
}
