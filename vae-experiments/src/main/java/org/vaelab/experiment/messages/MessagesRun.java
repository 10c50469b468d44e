package org.vaelab.experiment.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.coding.BitsBack;
import org.vaelab.coding.Message;
import org.vaelab.coding.Origin;
import org.vaelab.coding.Refinement;
import org.vaelab.data.Points;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.amortization.Optima;
import org.vaelab.experiment.autoencoder.RateAndDistortion;
import org.vaelab.experiment.exchange.GeneralEncoders;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// A run of [Messages].
record MessagesRun(
    MessagesConfig config, ExperimentData data, RunFiles files, GraphExecutor executor) {
  private static final int BATCH = 100;

  /// Visits 1 and 2 are those of [Optima].
  private static final long VISIT = 3;

  /// L\[q*] of each image, in nats.
  private record Optimum(double[] elbo) {}

  MessagesResult result() {
    Stages stages =
        new Stages(
            List.of(
                new Stages.Stage("training", 5, 1),
                new Stages.Stage("sending with loss", 1, 1),
                new Stages.Stage("sending without loss", 4, 1),
                new Stages.Stage("optimising q*", 4, 4)));
    int size = data.training().dimension();
    Vae model = config.model().model(size);
    Amortized encoder = config.model().encoder(size);
    Points points = ExperimentData.chosen(data.frozenTest(), seed(), config.points());
    try (CheckpointedTraining.Outcome trained = stages.next(() -> train(model, encoder));
        Session session = new Session(executor, model, trained.parameters());
        LocalPosteriors q =
            session.infer(encoder, points, NoiseSource.of(seed(), Purpose.LOCAL_OPTIMISATION))) {
      String parent = trained.fingerprint();
      Codes codes = Codes.of(q, session.model().latentSize(), seed());
      Lossy lossy = stages.next(() -> lossy(session, points, codes, parent));
      List<BitsBackRun> lossless =
          stages.next(() -> lossless(session, encoder, trained.parameters(), q, parent));
      double[] optimum = stages.next(() -> optimum(session, q, parent));
      return new MessagesResult(
          config,
          points.ids(),
          lossy,
          lossless,
          optimum,
          GeneralEncoders.bytes(points),
          MessagePictures.of(
              session,
              points.slice(0, Math.min(Pictures.COLUMNS, points.count())),
              codes,
              config.roundings(),
              seed()),
          size,
          files.bits("test"));
    }
  }

  private long seed() {
    return config.model().seed();
  }

  private CheckpointedTraining.Outcome train(Vae model, Amortized encoder) {
    return new CheckpointedTraining(files, executor)
        .train(
            "vae", model, encoder, config.model().training(), data.training(), Monitoring.none());
  }

  private Lossy lossy(Session session, Points points, Codes codes, String parent) {
    List<Rounding> roundings = config.roundings();
    return files.remember(
        "lossy.json",
        Lossy.class,
        parent,
        stored -> stored.fits(roundings.size(), points.count()),
        () -> {
          Progress progress = Progress.start("sending codes", roundings.size());
          List<Transmission> rounded = new ArrayList<>();
          for (Rounding rounding : roundings) {
            rounded.add(
                progress.step(
                    () -> Transmission.of(session, points, codes.means(), rounding.bins())));
          }
          return new Lossy(
              Received.of(session, points, codes.samples()),
              Received.of(session, points, codes.means()),
              rounded);
        });
  }

  private List<BitsBackRun> lossless(
      Session session, Amortized encoder, Parameters parameters, LocalPosteriors q, String parent) {
    Progress progress = Progress.start("bits-back coding", config.steps().size());
    List<BitsBackRun> runs = new ArrayList<>();
    for (int steps : config.steps()) {
      Interrupts.check();
      runs.add(
          progress.step(
              () ->
                  files.remember(
                      "lossless/svi-%d.json".formatted(steps),
                      BitsBackRun.class,
                      parent,
                      stored -> stored.fits(steps, q.count()),
                      () -> {
                        Message message = sent(session, encoder, parameters, q, steps, parent);
                        return measured(steps, message, session, q);
                      })));
    }
    return runs;
  }

  /// Alice encodes, and Bob decodes with a session of his own, which throws if a bit is another.
  private Message sent(
      Session session,
      Amortized encoder,
      Parameters parameters,
      LocalPosteriors q,
      int steps,
      String parent) {
    Optional<Refinement> refinement = config.refinement(steps);
    Origin origin =
        new Origin(
            "vae",
            parent,
            SettingSpec.text(config.model().activation()),
            "%d test images of %s".formatted(q.count(), config.data()),
            Origin.here());
    Message message =
        new BitsBack(session, encoder, refinement, config.latentBits())
            .encode(q.points(), config.chains(), seed(), origin);
    try (Session bob = new Session(executor, session.model(), parameters)) {
      new BitsBack(bob, encoder, refinement, config.latentBits()).decode(message);
    }
    return message;
  }

  /// With q refined in the same way as the coder's, by other noise.
  private BitsBackRun measured(int steps, Message message, Session session, LocalPosteriors q) {
    try (LocalPosteriors refined = q.copy(0, q.count())) {
      config
          .refinement(steps)
          .ifPresent(
              how ->
                  LocalOptimiser.of(session, q.family(), how.optimisation())
                      .optimise(
                          refined,
                          BATCH,
                          NoiseSource.of(seed(), Purpose.LOCAL_OPTIMISATION),
                          VISIT,
                          Progress.start("refining q", q.count())));
      NoiseSource<Purpose.Evaluation> noise = NoiseSource.of(seed(), Purpose.EVALUATION);
      RateAndDistortion parts =
          RateAndDistortion.of(session, refined, config.samples(), noise.part(1));
      return BitsBackRun.of(
          steps,
          message,
          parts.rate(),
          parts.distortion(),
          new MonteCarloElbo(config.samples()).estimate(session, refined, noise).value());
    }
  }

  private double[] optimum(Session session, LocalPosteriors q, String parent) {
    return files
        .remember(
            "optimum.json",
            Optimum.class,
            parent,
            stored -> StoredNumbers.finite(q.count(), stored.elbo()),
            () ->
                new Optimum(
                    Optima.of("test images", session, q, config.optimal(), config.samples(), seed())
                        .elbo()))
        .elbo();
  }
}
