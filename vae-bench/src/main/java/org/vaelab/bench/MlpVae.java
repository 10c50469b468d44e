package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;

/// The fully connected VAE with tanh layers.
record MlpVae(Task task) implements TrainedVae, Inferred {

  @Override
  public Vae model() {
    return new Vae(
        task.dataSize(),
        task.latentSize(),
        task.hidden().reversed(),
        Activation.TANH,
        new Likelihood.Bernoulli());
  }

  @Override
  public PosteriorFamily family() {
    return new DiagonalGaussianFamily();
  }

  @Override
  public Amortized encoder() {
    return new Amortized(
        family(), task.dataSize(), task.latentSize(), task.hidden(), Activation.TANH);
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray noise) {
    int decoder = model().parameters().size();
    NDArray phi = Torch.mlp(tensors.subList(decoder, tensors.size()), x);
    return loss(torch, tensors.subList(0, decoder), x, phi, noise);
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray phi, NDArray noise) {
    NDList halves = phi.split(2, 1);
    NDArray mean = halves.get(0);
    NDArray logScale = halves.get(1);
    NDArray scale = logScale.exp();
    NDArray z = mean.add(scale.mul(noise));
    NDArray logits = Torch.mlp(tensors, z);
    NDArray crossEntropy = IValueUtils.forward(torch.kernels(), new NDList(logits, x), true).head();
    NDArray squares = mean.square().sum().add(scale.square().sum());
    NDArray divergence = squares.mul(0.5f).sub(logScale.sum());
    return crossEntropy.add(divergence).sub(0.5f * mean.size());
  }

  /// Of the decoder.
  Layers decoder(int rows) {
    return Layers.of(rows, task.latentSize(), task.hidden().reversed(), task.dataSize());
  }

  /// Of the encoder.
  Layers encoder(int rows) {
    return Layers.of(rows, task.dataSize(), task.hidden(), 2 * task.latentSize());
  }

  @Override
  public List<Products.Shape> trainingProducts(int batch) {
    return encoder(batch).then(decoder(batch)).training();
  }

  @Override
  public List<Products.Shape> inferenceProducts(int batch) {
    return decoder(batch).inference();
  }
}
