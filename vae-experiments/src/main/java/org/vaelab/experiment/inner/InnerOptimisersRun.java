package org.vaelab.experiment.inner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.inner.InnerOptimisersConfig.Budget;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.train.Monitoring;

/// One run, whose trainings and measurements are read from its directory where they are there.
record InnerOptimisersRun(
    InnerOptimisersConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {

  InnerOptimisersResult result() {
    Points test = ExperimentData.chosen(data.frozenTest(), seed(0), config.points());
    Points selection = ExperimentData.chosen(data.frozenTrain(), seed(0), config.selectionPoints());
    Stages stages = stages();
    List<Target> targets = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    List<Timings> timings = new ArrayList<>();
    for (int i = 0; i < config.seeds(); i++) {
      long seed = seed(i);
      try (CheckpointedTraining.Outcome trained = stages.next(() -> train(seed));
          Session session = new Session(executor, model(), trained.parameters())) {
        String parent = trained.fingerprint();
        Target target = stages.next(() -> target(session, seed, parent, test, selection));
        targets.add(target);
        curves.addAll(stages.next(() -> curves(session, target, parent, test, selection)));
        if (i == 0) {
          timings.add(stages.next(() -> timings(session, seed, parent, test)));
        }
      }
    }
    return new InnerOptimisersResult(
        config,
        targets,
        curves,
        timings.getFirst(),
        data.training().dimension(),
        files.bits("test"));
  }

  private long seed(int model) {
    return config.model().seed() + model;
  }

  private Vae model() {
    return config.model().model(data.training().dimension());
  }

  private Amortized encoder() {
    return config.model().encoder(data.training().dimension());
  }

  /// Their work in gradients of an image's bound.
  private Stages stages() {
    double training = (double) config.model().epochs() * data.training().count();
    double steps = config.optimalSteps() * (double) config.optimalSamples();
    double optima = 2 * steps * (3.0 * config.points() + 2.0 * config.selectionPoints());
    double budgets = config.budgets().stream().mapToLong(Budget::gradients).sum();
    int starts = Start.values().length;
    int methods = Method.values().length;
    int candidates = Method.ADAM.candidates().size();
    double curves =
        budgets
            * starts
            * methods
            * (candidates * (double) config.selectionPoints() + config.points());
    double timings = methods * config.samples().size() * (config.repeats() + 1) * 512.0;
    List<Stages.Stage> all = new ArrayList<>();
    for (int i = 0; i < config.seeds(); i++) {
      String of = ", seed " + seed(i);
      all.add(new Stages.Stage("training" + of, training, 1));
      all.add(new Stages.Stage("q*" + of, optima, 1));
      all.add(new Stages.Stage("optimisers" + of, curves, 1));
      if (i == 0) {
        all.add(new Stages.Stage("timings", timings * config.points(), 1));
      }
    }
    return new Stages(all);
  }

  private CheckpointedTraining.Outcome train(long seed) {
    return new CheckpointedTraining(files, executor)
        .train(
            "model-" + seed,
            model(),
            encoder(),
            config.model().training(seed),
            data.training(),
            Monitoring.none());
  }

  private Target target(Session session, long seed, String parent, Points test, Points selection) {
    return Progress.start("q*", 1)
        .step(
            () ->
                files.remember(
                    "optima/seed-%d.json".formatted(seed),
                    Target.class,
                    parent,
                    stored ->
                        stored.fits(
                            seed, test.ids(), selection.count(), 2 * config.model().latent()),
                    () -> Target.of(config, seed, session, encoder(), test, selection)));
  }

  private List<Curve> curves(
      Session session, Target target, String parent, Points test, Points selection) {
    List<Curve> curves = new ArrayList<>();
    Progress progress =
        Progress.start("optimisers", (long) Method.values().length * Start.values().length);
    for (Start start : Start.values()) {
      for (Method method : Method.values()) {
        curves.add(
            progress.step(
                () ->
                    files.remember(
                        "curves/seed-%d-%s-%s.json".formatted(target.seed(), start, file(method)),
                        Curve.class,
                        parent,
                        stored ->
                            stored.fits(method, start, target.seed(), test.ids(), config.budgets()),
                        () ->
                            Curve.of(
                                config, method, start, session, encoder(), target, test,
                                selection))));
      }
    }
    return curves;
  }

  private static String file(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private Timings timings(Session session, long seed, String parent, Points test) {
    return files.remember(
        "timings.json",
        Timings.class,
        parent,
        stored -> stored.fits(config.samples(), config.repeats()),
        () -> {
          try (LocalPosteriors start = Start.ENCODER.of(session, encoder(), test, seed)) {
            return Timings.measure(config.samples(), config.repeats(), session, start, seed);
          }
        });
  }
}
