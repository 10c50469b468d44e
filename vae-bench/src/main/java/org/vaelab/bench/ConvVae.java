package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.ConvDecoder;
import org.vaelab.network.ConvEncoder;
import org.vaelab.network.Convolutions;
import org.vaelab.network.ImageShape;

/// The convolutional VAE: square images through convolutions of [#CHANNELS] channels, kernels of 4
/// x 4 and strides of 2, with fully connected layers between the smallest image and z.
record ConvVae(Task task) implements TrainedVae {
  private static final List<Integer> CHANNELS = List.of(32, 64);
  private static final int KERNEL = 4;
  private static final int STRIDE = 2;

  private ImageShape images() {
    int side = (int) Math.round(Math.sqrt(task.dataSize()));
    return new ImageShape(side, side, 1);
  }

  private Convolutions convolutions() {
    return new Convolutions(CHANNELS, KERNEL, STRIDE, task.hidden(), Activation.TANH);
  }

  @Override
  public Vae model() {
    return new Vae(
        task.dataSize(),
        new StandardNormal(task.latentSize()),
        new ConvDecoder("decoder", task.latentSize(), convolutions(), images()),
        new Likelihood.Bernoulli());
  }

  @Override
  public Amortized encoder() {
    return new Amortized(
        new DiagonalGaussianFamily(),
        task.latentSize(),
        new ConvEncoder("encoder", images(), convolutions(), 2 * task.latentSize()));
  }

  /// libtorch keeps the channels of an image outermost: the rows of the fully connected layers
  /// beside the smallest image are reordered, as the toolkit keeps them innermost.
  @Override
  public String script() {
    int smallest = smallestSide();
    return TorchScript.MLP
        + """
            def forward(self: __torch__.Kernels, p: List[Tensor], x: Tensor, noise: Tensor) -> Tensor:
              dense = %1$d
              e = 2 * dense + 4
              h = x.view([-1, 1, %2$d, %2$d])
              h = torch.tanh(torch.conv2d(h, p[e], p[e + 1], [2, 2], [1, 1]))
              h = torch.tanh(torch.conv2d(h, p[e + 2], p[e + 3], [2, 2], [1, 1]))
              h = h.permute([0, 2, 3, 1]).reshape([-1, %3$d])
              phi = self.mlp(p, e + 4, dense, h)
              mean, log_scale = torch.chunk(phi, 2, 1)
              scale = torch.exp(log_scale)
              z = mean + scale * noise
              h = torch.tanh(self.mlp(p, 0, dense, z))
              h = h.view([-1, %4$d, %4$d, %5$d]).permute([0, 3, 1, 2])
              d = 2 * dense
              h = torch.tanh(torch.conv_transpose2d(h, p[d], p[d + 1], [2, 2], [1, 1]))
              h = torch.conv_transpose2d(h, p[d + 2], p[d + 3], [2, 2], [1, 1])
              logits = h.reshape([-1, %6$d])
              divergence = 0.5 * ((mean * mean).sum() + (scale * scale).sum() - float(mean.numel())) - log_scale.sum()
              return torch.binary_cross_entropy_with_logits(logits, x, None, None, 2) + divergence
          """
            .formatted(
                task.hidden().size() + 1,
                images().height(),
                smallest * smallest * CHANNELS.getLast(),
                smallest,
                CHANNELS.getLast(),
                task.dataSize());
  }

  private int smallestSide() {
    return images().height() >> CHANNELS.size();
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray noise) {
    return torch.call(tensors, x, noise);
  }

  /// A convolution as a product of windows with the kernel, a transposed one the other way.
  @Override
  public List<Products.Shape> trainingProducts(int batch) {
    List<Layers.Layer> convolutions = new ArrayList<>();
    int side = images().height();
    int planes = 1;
    for (int channels : CHANNELS) {
      side /= STRIDE;
      convolutions.add(new Layers.Layer(batch * side * side, KERNEL * KERNEL * planes, channels));
      planes = channels;
    }
    List<Layers.Layer> transposed =
        convolutions.reversed().stream()
            .map(layer -> new Layers.Layer(layer.rows(), layer.out(), layer.in()))
            .toList();
    int smallest = side * side * planes;
    int latent = task.latentSize();
    return Stream.of(
            new Layers(convolutions),
            Layers.of(batch, smallest, task.hidden(), 2 * latent),
            Layers.of(batch, latent, task.hidden().reversed(), smallest),
            new Layers(transposed))
        .reduce(Layers::then)
        .orElseThrow()
        .training();
  }
}
