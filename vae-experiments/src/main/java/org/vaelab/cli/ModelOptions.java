package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import org.vaelab.data.Binarisation;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.network.Activation;
import picocli.CommandLine.Option;

/// The model and its training: options that override a preset.
final class ModelOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description =
          "Data set: stroke-digits, mnist, fashion-mnist, binarized-mnist, or a directory of IDX files.")
  private String data;

  @Option(
      names = "--binarisation",
      paramLabel = "NAME",
      description = "How pixels become bits: stochastic (fresh bits each epoch) or threshold.")
  private Binarisation binarisation;

  @Option(
      names = "--train-points",
      paramLabel = "N",
      description = "Training images to use, the first of the set; 0 for all.")
  private Integer trainPoints;

  @Option(
      names = "--test-points",
      paramLabel = "N",
      description = "Test images to use, a seeded choice; 0 for all.")
  private Integer testPoints;

  @Option(names = "--latent", paramLabel = "Z", description = "Size of z.")
  private Integer latent;

  @Option(
      names = "--hidden",
      paramLabel = "W,W,...",
      converter = Widths.Converter.class,
      description =
          "Widths of the decoder's hidden layers, z to x; the encoder has them in reverse. 'none' for none.")
  private Widths hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}.")
  private Activation activation;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "B", description = "Images per step.")
  private Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "Initial Adam rate of model and encoder; times 0.3 from 60%% and 0.1 from 85%% of the epochs.")
  private Double learningRate;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of all random numbers.")
  private Long seed;

  ModelSettings over(ModelSettings preset) {
    return new ModelSettings(
        or(data, preset.data()),
        or(binarisation, preset.binarisation()),
        or(trainPoints, preset.trainPoints()),
        or(testPoints, preset.testPoints()),
        or(latent, preset.latent()),
        hidden == null ? preset.hidden() : hidden.values(),
        or(activation, preset.activation()),
        or(epochs, preset.epochs()),
        or(batch, preset.batch()),
        or(learningRate, preset.learningRate()),
        or(seed, preset.seed()));
  }
}
