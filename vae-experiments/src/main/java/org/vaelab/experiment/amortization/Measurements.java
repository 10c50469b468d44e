package org.vaelab.experiment.amortization;

import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.FixedModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;
import org.vaelab.train.TrainingConfig;

/// Trains and measures for a run, or reads from its directory what is there.
record Measurements(
    AmortizationConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {

  long seed() {
    return config.model().seed();
  }

  LatentVariableModel model() {
    return config.model().model(data.training().dimension());
  }

  Amortized encoder() {
    return config.model().encoder(data.training().dimension());
  }

  /// A seeded order of all data points.
  int[] order(Observations of) {
    return ExperimentData.choice(seed(), of.count(), of.count());
  }

  /// Decoder and encoder, trained together.
  Trained together(String name, Observations images) {
    return Trained.of(
        name, executor, model(), train(name, model(), config.model().training(), images), "");
  }

  /// An encoder that is trained for a given decoder.
  Trained alone(String name, Trained decoder, int[] images) {
    LatentVariableModel fixed = new FixedModel(model(), decoder.outcome().parameters());
    CheckpointedTraining.Outcome outcome =
        train(
            name,
            fixed,
            config.encoderTraining(data.training().count()),
            data.training().subset(images));
    return Trained.of(name, executor, fixed, outcome, decoder.fingerprint());
  }

  /// The same on the first of the training images.
  Trained alone(int size, Trained decoder) {
    int[] images = AmortizationConfig.first(order(data.training()), size);
    return alone("of %d images".formatted(size), decoder, images);
  }

  private CheckpointedTraining.Outcome train(
      String name, LatentVariableModel of, TrainingConfig training, Observations images) {
    return new CheckpointedTraining(files, executor)
        .train(file(name), of, encoder(), training, images, Monitoring.none());
  }

  private static String file(String name) {
    return name.replace(' ', '-');
  }

  LocalPosteriors infer(Session session, InferenceStrategy strategy, Points points) {
    return session.infer(strategy, points, NoiseSource.of(seed(), Purpose.LOCAL_OPTIMISATION));
  }

  /// The encoder's q.
  Encoded encoded(Trained of, String group, Points points) {
    return files.remember(
        "inference/%s-%s.json".formatted(file(of.name()), file(group)),
        Encoded.class,
        of.fingerprint(),
        stored -> stored.fits(of.name(), group, points.ids(), 2 * config.model().latent()),
        () -> {
          try (LocalPosteriors q = infer(of.session(), encoder(), points)) {
            return Encoded.of(of.name(), group, of.session(), q, config.elboSamples(), seed());
          }
        });
  }

  /// q*, sought from the encoder's q among others.
  Optima optima(Trained of, String group, Points points) {
    return files.remember(
        "optima/%s-%s.json".formatted(file(of.name()), file(group)),
        Optima.class,
        of.fingerprint(),
        stored -> stored.fits(group, points.ids(), 2 * config.model().latent()),
        () -> {
          try (LocalPosteriors q = infer(of.session(), encoder(), points)) {
            return Optima.of(
                group, of.session(), q, config.optimal(), config.elboSamples(), seed());
          }
        });
  }
}
