package org.vaelab.experiment.autoencoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.EnergyDistance;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.PrincipalComponents;
import org.vaelab.train.Monitoring;

/// The VAE as an autoencoder whose codes are regularised (CS236, notes on the VAE; Higgins et al.
/// 2017): one architecture trained on reconstruction alone, on the divergence alone, and on all
/// weights between, as a rate-distortion curve (Alemi et al. 2018).
public final class AutoencoderView implements Experiment<AutoencoderConfig, AutoencoderResult> {

  @Override
  public String name() {
    return "autoencoder";
  }

  @Override
  public String description() {
    return """
        Trains one architecture as a plain autoencoder, on reconstruction or regularisation alone, and as a beta-VAE:
        the rate-distortion curve, samples, codes over the prior, and what helps against posterior collapse.""";
  }

  @Override
  public Class<AutoencoderConfig> settings() {
    return AutoencoderConfig.class;
  }

  @Override
  public AutoencoderResult measure(
      AutoencoderConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    int most = Math.min(data.frozenTrain().count(), data.frozenTrain().dimension());
    if (config.principalComponents() > most) {
      throw new ExperimentException(
          "--principal-components %d are more than these images have; take at most %d."
              .formatted(config.principalComponents(), most));
    }
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new Run(config, data, files, executor).result();
  }

  private record Run(
      AutoencoderConfig config, ExperimentData data, RunFiles files, GraphExecutor executor) {

    AutoencoderResult result() {
      long seed = config.model().seed();
      float[] train =
          ExperimentData.rows(data.frozenTrain(), ExperimentData.all(data.frozenTrain().count()));
      PrincipalComponents components =
          PrincipalComponents.of(train, data.training().dimension(), config.principalComponents());
      Points test = ExperimentData.chosen(data.frozenTest(), seed, config.points());
      Pictures pictures =
          new Pictures(ExperimentData.chosen(data.frozenTest(), seed, Pictures.COLUMNS), seed);
      List<Measurement> measurements = new ArrayList<>();
      List<Variant> variants = config.variants();
      Stages stages =
          new Stages(variants.stream().map(each -> new Stages.Stage(each.name(), 1, 1)).toList());
      for (Variant variant : variants) {
        measurements.add(stages.next(() -> measurement(variant, components, test, pictures)));
      }
      return new AutoencoderResult(
          config,
          variants,
          measurements,
          floor(components, test, seed),
          pictures,
          data.training().dimension(),
          files.bits("test"));
    }

    private Measurement measurement(
        Variant variant, PrincipalComponents components, Points test, Pictures pictures) {
      int dimension = data.training().dimension();
      Vae model = variant.model(config.model(), dimension);
      Amortized encoder = config.model().encoder(dimension);
      long seed = config.model().seed();
      try (CheckpointedTraining.Outcome trained =
              new CheckpointedTraining(files, executor)
                  .train(
                      variant.file(),
                      model,
                      encoder,
                      new Pathwise(variant.objective(config.freeBits())),
                      variant.training(config),
                      data.training(),
                      Monitoring.none());
          Session session = new Session(executor, model, trained.parameters())) {
        if (config.isPictured(variant)) {
          Points pictured = ExperimentData.chosen(data.frozenTest(), seed, Pictures.COLUMNS);
          try (LocalPosteriors q = infer(session, encoder, pictured)) {
            pictures.add(variant.name(), session, q);
          }
        }
        return files.remember(
            "measurements/%s.json".formatted(variant.file()),
            Measurement.class,
            trained.fingerprint(),
            stored ->
                stored.fits(
                    variant.name(),
                    test.ids(),
                    !variant.isDeterministic(),
                    config.model().latent()),
            () -> {
              try (LocalPosteriors q = infer(session, encoder, test)) {
                return Measurement.of(variant, session, q, components, config.samples(), seed);
              }
            });
      }
    }

    private LocalPosteriors infer(Session session, Amortized encoder, Points points) {
      return session.infer(
          encoder, points, NoiseSource.of(config.model().seed(), Purpose.LOCAL_OPTIMISATION));
    }

    /// The distance of training images from the test images: no model's samples need be nearer.
    private Estimate floor(PrincipalComponents components, Points test, long seed) {
      Points train = ExperimentData.chosen(data.frozenTrain(), seed, config.points());
      return EnergyDistance.of(components.codes(train.x()), components.codes(test.x()));
    }
  }
}
