package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.IafFamily;
import org.vaelab.distribution.MixturePrior;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.RealNvpPrior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.distribution.VampPrior;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.ConvDecoder;
import org.vaelab.network.Convolutions;
import org.vaelab.network.ImageShape;
import org.vaelab.network.Mlp;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What is sent to other processes comes back as it was.
class ModelCopyTest {
  private static final int LATENT = 2;
  private static final ImageShape IMAGES = new ImageShape(8, 8, 1);
  private static final int SIZE = 64;

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  private static Mlp encoder(String name, int outputs) {
    return new Mlp(name, SIZE, List.of(5), outputs, Activation.TANH);
  }

  @Test
  void modelsWithTheirParameters() throws Exception {
    Prior vamp = VampPrior.startingAt(encoder("encoder", 2 * LATENT), new float[3 * SIZE]);
    for (Prior prior :
        List.of(
            new StandardNormal(LATENT),
            new MixturePrior(LATENT, 3),
            new RealNvpPrior(LATENT, 2, List.of(4)),
            vamp)) {
      Vae model =
          new Vae(
              SIZE,
              prior,
              new Mlp("decoder", LATENT, List.of(5), SIZE, Activation.TANH),
              new Likelihood.Bernoulli());
      try (Parameters parameters =
              Parameters.initial(
                  model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
          Parameters copy =
              sent(ModelCopy.of(model, model.parameters(), parameters)).parameters()) {
        assertThat(copy.names()).isEqualTo(parameters.names());
        copy.values()
            .forEach(
                (name, values) ->
                    assertThat(values).as(name).isEqualTo(parameters.values().get(name)));
      }
    }
  }

  @Test
  void partsThatAreRecords() throws Exception {
    LocalOptimisation steps = LocalOptimisation.ofSteps(3, 1, LearningRate.standard(0.05));
    Amortized amortized =
        new Amortized(new DiagonalGaussianFamily(), LATENT, encoder("encoder", 2 * LATENT));
    for (Object part :
        List.of(
            amortized,
            new Svi(
                new IafFamily(2, List.of(4), 2),
                new InnerLoop(steps, InnerLoop.Start.CONTINUED),
                steps),
            new SemiAmortized(amortized, steps, steps, EncoderTraining.BOUND),
            new ConvDecoder("decoder", LATENT, Convolutions.of(Activation.TANH, 2, 4), IMAGES),
            new Likelihood.FixedGaussian(0.5))) {
      assertThat(sent(part)).isEqualTo(part);
    }
  }
}
