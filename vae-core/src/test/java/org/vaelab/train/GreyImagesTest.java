package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.ConvDecoder;
import org.vaelab.network.ConvEncoder;
import org.vaelab.network.Convolutions;
import org.vaelab.network.ImageShape;
import org.vaelab.objective.FreeBits;
import org.vaelab.statistics.BitsPerDimension;

/// Convolutional models of grey images that are no squares, measured in bits per dimension.
class GreyImagesTest {
  private static final int LATENT = 4;
  private static final int HEIGHT = 28;
  private static final int WIDTH = 20;
  private static final ImageSet IMAGES = cut(StrokeDigits.generate(200, 1, 3).train());

  /// The columns in the middle.
  private static ImageSet cut(ImageSet images) {
    byte[] pixels = new byte[images.count() * HEIGHT * WIDTH];
    int margin = (images.width() - WIDTH) / 2;
    for (int line = 0; line < images.count() * HEIGHT; line++) {
      System.arraycopy(
          images.pixels(), line * images.width() + margin, pixels, line * WIDTH, WIDTH);
    }
    return new ImageSet(images.count(), HEIGHT, WIDTH, pixels, new byte[0]);
  }

  static Stream<Arguments> likelihoods() {
    return Stream.of(
        Arguments.of(
            new Likelihood.DiscretisedLogistic(),
            Observations.of(IMAGES, Binarisation.NONE, 1),
            BitsPerDimension.OF_LEVELS),
        Arguments.of(
            new Likelihood.LearnedGaussian(1 / 256.0),
            Observations.of(IMAGES, Binarisation.DEQUANTISED, 1),
            BitsPerDimension.OF_DEQUANTISED));
  }

  @ParameterizedTest
  @MethodSource("likelihoods")
  void takeFewerBitsAfterTraining(
      Likelihood likelihood, Observations data, BitsPerDimension measure) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    Convolutions layers = Convolutions.of(Activation.ELU, 4, 8);
    ConvEncoder encoder =
        new ConvEncoder(
            "encoder", new ImageShape(HEIGHT, WIDTH, 1), layers, family.rowSize(LATENT));
    ImageShape parameters = new ImageShape(HEIGHT, WIDTH, likelihood.outputsPerDimension());
    Vae model =
        new Vae(
            HEIGHT * WIDTH,
            new StandardNormal(LATENT),
            new ConvDecoder("decoder", LATENT, layers, parameters),
            likelihood);
    try (Trainer trainer =
            new Trainer(
                GraphExecutor.standard(),
                model,
                new Amortized(family, LATENT, encoder),
                new FreeBits(0.1),
                TrainingConfig.of(8, 20, 5e-3, 2),
                "grey");
        TrainingState state = trainer.train(data)) {
      double before = measure.of(state.history().getFirst().trainElbo(), HEIGHT * WIDTH);
      double after = measure.of(state.history().getLast().trainElbo(), HEIGHT * WIDTH);
      assertThat(after).isBetween(0.0, before - 0.4);
    }
  }
}
