package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.FixedModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.plot.ImageGrid;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;
import org.vaelab.train.TrainingConfig;

/// One run, whose trainings and measurements are read from its directory where they are there.
record AmortizationRun(
    AmortizationConfig config,
    RunFiles files,
    ExperimentData data,
    List<HeldOutClass> classes,
    GraphExecutor executor) {
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final String JOINT = "with the decoder";

  /// A model with an encoder, ready to be asked.
  ///
  /// @param name of the encoder
  /// @param fingerprint of θ and λ, or of each
  private record Ready(String name, Session session, String fingerprint) implements AutoCloseable {
    @Override
    public void close() {
      session.close();
    }
  }

  AmortizationResult result() {
    Stages stages = stages();
    try (CheckpointedTraining.Outcome base =
            stages.next(() -> train(JOINT, model(), config.model().training(), data.training()));
        Ready ready =
            new Ready(
                JOINT, new Session(executor, model(), base.parameters()), base.fingerprint())) {
      int[] order = order(data.frozenTrain());
      int smallest = config.sizes(order.length).getFirst();
      Points train =
          new Points(
              data.frozenTrain(),
              AmortizationConfig.first(order, Math.min(smallest, config.points())));
      Points test = ExperimentData.chosen(data.frozenTest(), seed(), config.points());
      List<Optima> optima =
          stages.next(() -> List.of(optima(ready, TRAIN, train), optima(ready, TEST, test)));
      List<EncoderResult> encoders = stages.next(() -> encoders(base, ready, order, train, test));
      List<SviQuality> svi = new ArrayList<>();
      Timings timings = stages.next(() -> cost(base, ready, encoders.getLast(), train, test, svi));
      List<ImageGrid> pictures = new ArrayList<>();
      List<HeldOutStudy> studies =
          classes.isEmpty() ? List.of() : stages.next(() -> heldOut(base, ready, pictures));
      return new AmortizationResult(
          config,
          optima.getFirst(),
          optima.getLast(),
          encoders,
          svi,
          timings,
          encoder().parameters().stream().mapToLong(ParameterSpec::size).sum(),
          studies,
          pictures,
          data.training().dimension(),
          files.bits("test"));
    }
  }

  /// Their work in gradients of an image's bound.
  private Stages stages() {
    int count = data.training().count();
    double training = (double) config.model().epochs() * count;
    double optimum = 2.0 * config.points() * config.optimalSteps() * config.optimalSamples();
    double ladder =
        config.steps().stream().mapToInt(t -> t).sum()
            * (double) config.points()
            * (AmortizationConfig.RATES.size() + 1);
    double timing =
        Arrays.stream(config.timed(data.frozenTest().count())).sum()
            * (double) config.steps().getLast()
            * (config.repeats() + 1);
    List<Stages.Stage> all = new ArrayList<>();
    all.add(new Stages.Stage("training", training, 1));
    all.add(new Stages.Stage("optima", 2 * optimum, 2));
    all.add(new Stages.Stage("encoders", config.sizes(count).size() * training, 1));
    all.add(new Stages.Stage("cost", ladder + timing, 1));
    if (!classes.isEmpty()) {
      all.add(
          new Stages.Stage("held-out classes", classes.size() * (2 * training + 4 * optimum), 1));
    }
    return new Stages(all);
  }

  private long seed() {
    return config.model().seed();
  }

  private LatentVariableModel model() {
    return config.model().model(data.training().dimension());
  }

  private Amortized encoder() {
    return config.model().encoder(data.training().dimension());
  }

  private int[] order(Observations of) {
    return ExperimentData.choice(seed(), of.count(), of.count());
  }

  private <T> T step(Progress progress, Supplier<T> action) {
    T value = Progress.muted(action);
    progress.advance(1, Map.of());
    return value;
  }

  private static String file(String name) {
    return name.replace(' ', '-');
  }

  private CheckpointedTraining.Outcome train(
      String name, LatentVariableModel of, TrainingConfig training, Observations images) {
    return new CheckpointedTraining(files, executor)
        .train(file(name), of, encoder(), training, images, Monitoring.none());
  }

  /// An encoder that is trained for a given decoder.
  private CheckpointedTraining.Outcome trainAlone(
      String name, CheckpointedTraining.Outcome decoder, int[] images) {
    return train(
        name,
        new FixedModel(model(), decoder.parameters()),
        config.encoderTraining(data.training().count()),
        data.training().subset(images));
  }

  private Ready ready(
      String name, CheckpointedTraining.Outcome decoder, CheckpointedTraining.Outcome encoder) {
    return new Ready(
        name,
        new Session(executor, new FixedModel(model(), decoder.parameters()), encoder.parameters()),
        decoder.fingerprint() + " " + encoder.fingerprint());
  }

  private LocalPosteriors infer(Session session, InferenceStrategy strategy, Points points) {
    return session.infer(strategy, points, NoiseSource.of(seed(), Purpose.LOCAL_OPTIMISATION));
  }

  private Encoded encoded(Ready of, String group, Points points) {
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

  private Optima optima(Ready of, String group, Points points) {
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

  /// The decoder's own encoder, and those that are trained for it alone.
  private List<EncoderResult> encoders(
      CheckpointedTraining.Outcome base, Ready joint, int[] order, Points train, Points test) {
    List<EncoderResult> all = new ArrayList<>();
    List<Integer> sizes = config.sizes(order.length);
    Progress progress = Progress.start("encoders", sizes.size() + 1L);
    all.add(step(progress, () -> result(order.length, base, joint, train, test)));
    for (int size : sizes) {
      all.add(
          step(
              progress,
              () -> {
                String name = "of %d images".formatted(size);
                int[] images = AmortizationConfig.first(order, size);
                try (CheckpointedTraining.Outcome alone = trainAlone(name, base, images);
                    Ready ready = ready(name, base, alone)) {
                  return result(size, alone, ready, train, test);
                }
              }));
    }
    return all;
  }

  private EncoderResult result(
      int images, CheckpointedTraining.Outcome training, Ready of, Points train, Points test) {
    return new EncoderResult(
        of.name(),
        images,
        training.counters().gradientEvaluations(),
        training.counters().seconds(),
        encoded(of, TRAIN, train),
        encoded(of, TEST, test));
  }

  /// How good SVI is by its steps, and how long it takes with the least number of them that is as
  /// good as the encoder of all images.
  private Timings cost(
      CheckpointedTraining.Outcome base,
      Ready joint,
      EncoderResult compared,
      Points train,
      Points test,
      List<SviQuality> ladder) {
    Progress progress = Progress.start("SVI of new images", config.steps().size() + 1L);
    for (int steps : config.steps()) {
      ladder.add(
          step(
              progress,
              () ->
                  files.remember(
                      "svi/%d-steps.json".formatted(steps),
                      SviQuality.class,
                      joint.fingerprint(),
                      stored -> stored.fits(steps, test.ids()),
                      () ->
                          SviQuality.of(
                              joint.session(), steps, train, test, config.elboSamples(), seed()))));
    }
    SviQuality timed = AmortizationResult.asGoodAs(compared.test(), ladder);
    int[] counts = config.timed(data.frozenTest().count());
    int[] order = order(data.frozenTest());
    return step(
        progress,
        () ->
            files.remember(
                "timings.json",
                Timings.class,
                joint.fingerprint(),
                stored -> stored.fits(timed.steps(), counts, config.repeats()),
                () ->
                    Timings.measure(
                        timed.steps(),
                        counts,
                        config.repeats(),
                        count -> infer(joint, timed.strategy(), order, count),
                        count -> infer(joint, encoder(), order, count))));
  }

  private void infer(Ready of, InferenceStrategy strategy, int[] order, int count) {
    infer(
            of.session(),
            strategy,
            new Points(data.frozenTest(), AmortizationConfig.first(order, count)))
        .close();
  }

  private List<HeldOutStudy> heldOut(
      CheckpointedTraining.Outcome base, Ready joint, List<ImageGrid> pictures) {
    Progress progress = Progress.start("held-out classes", classes.size());
    List<HeldOutStudy> studies = new ArrayList<>();
    for (HeldOutClass split : classes) {
      studies.add(step(progress, () -> heldOut(split, base, joint, pictures)));
    }
    return studies;
  }

  private HeldOutStudy heldOut(
      HeldOutClass split,
      CheckpointedTraining.Outcome base,
      Ready joint,
      List<ImageGrid> pictures) {
    String both = "without class %d".formatted(split.label());
    String alone = "encoder without class %d".formatted(split.label());
    Points unseen = new Points(data.frozenTest(), split.unseen());
    Points seen = new Points(data.frozenTest(), split.seen());
    String of = "class %d".formatted(split.label());
    String others = "others than %d".formatted(split.label());
    try (CheckpointedTraining.Outcome without =
            train(
                both,
                model(),
                config.model().training(),
                data.training().subset(split.training()));
        CheckpointedTraining.Outcome blind = trainAlone(alone, base, split.training());
        Ready withoutReady =
            new Ready(
                both, new Session(executor, model(), without.parameters()), without.fingerprint());
        Ready blindReady = ready(alone, base, blind)) {
      HeldOutStudy study =
          new HeldOutStudy(
              split.label(),
              images(joint, blindReady, withoutReady, of, unseen),
              images(joint, blindReady, withoutReady, others, seen));
      pictures.add(HeldOutPictures.of(study, unseen, joint.session(), withoutReady.session()));
      return study;
    }
  }

  private HeldOutStudy.Images images(
      Ready joint, Ready blind, Ready without, String group, Points points) {
    return new HeldOutStudy.Images(
        optima(joint, group, points),
        encoded(joint, group, points),
        encoded(blind, group, points),
        optima(without, group, points),
        encoded(without, group, points));
  }
}
