package org.vaelab.experiment.svi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.train.Monitoring;

/// SVI as the lecture has it (CS236, lecture on learning deep generative models): draw a minibatch,
/// take T steps on the φ of each image, then one on θ. Shows the inner loop on single images, and
/// measures which T, start and optimiser of φ give the best decoder for the same number of
/// gradients.
public final class SviSteps implements Experiment<SviStepsConfig, SviStepsResult> {
  private static final int TRACED = 6;
  private static final List<Double> INNER_RATE_FACTORS = List.of(0.1, 0.3, 1.0, 3.0);

  @Override
  public String name() {
    return "svi";
  }

  @Override
  public String description() {
    return """
        Follows stochastic variational inference step by step: q of single images as it moves, and how many steps
        on q each step on the model wants, by where they start and what moves q.""";
  }

  @Override
  public Class<SviStepsConfig> settings() {
    return SviStepsConfig.class;
  }

  @Override
  public SviStepsResult measure(
      SviStepsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    return new Run(config, RunFiles.begin(directory, config, data, executor), data, executor)
        .result();
  }

  /// One run, whose trials and trainings are read from its directory where they are there.
  private record Run(
      SviStepsConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {

    SviStepsResult result() {
      Stages stages = stages();
      InnerLoopTrace trace = stages.next(this::trace);
      List<WayTrial> trials = new ArrayList<>();
      Map<Way, Rates> rates = stages.next(() -> chosen(trials));
      List<WayTraining> trainings = stages.next(() -> trainings(rates));
      return new SviStepsResult(
          config, trace, trials, trainings, files.bits("test"), data.training().dimension());
    }

    /// Their work in gradients; a measurement takes about as many as its steps.
    private Stages stages() {
      double training = (double) config.gradients() * data.training().count();
      double measurement = (double) config.points() * 2 * config.testSteps();
      int moments = WayRun.MOMENTS.size();
      return new Stages(
          List.of(
              new Stages.Stage("inner loop", training, 1),
              new Stages.Stage("rates", trialCount() * (training + measurement), 1),
              new Stages.Stage(
                  "trainings", trainingCount() * (training + moments * measurement), 1)));
    }

    private long trainingCount() {
      return (long) config.ways().size() * config.seeds();
    }

    private long trialCount() {
      return groups().size() * (long) INNER_RATE_FACTORS.size()
          + (long) config.ways().size() * config.learningRates().size();
    }

    /// The ways with a number of steps in the middle.
    private List<Way> groups() {
      return config.ways().stream()
          .map(way -> way.withSteps(config.middleSteps()))
          .distinct()
          .toList();
    }

    private InnerLoopTrace trace() {
      Way way =
          new Way(config.comparedStart(), config.optimisers().getFirst(), config.middleSteps());
      Rates rates = new Rates(config.middleLearningRate(), way.optimiser().usualRate());
      int dimension = data.training().dimension();
      Vae model = config.model().model(dimension);
      InferenceStrategy strategy = config.strategy(way, rates, dimension);
      long seed = config.model().seed();
      var recipe =
          config.training(
              rates, strategy.gradientEvaluations(way.steps()), data.training().count(), seed);
      try (CheckpointedTraining.Outcome trained =
              new CheckpointedTraining(files, executor)
                  .train("model", model, strategy, recipe, data.training(), Monitoring.none());
          Session session = new Session(executor, model, trained.parameters())) {
        Points points = ExperimentData.chosen(data.frozenTest(), seed, TRACED);
        return InnerLoopTrace.of(session, points, config.testTime(), seed);
      }
    }

    private WayRun wayRun() {
      return new WayRun(config, data.training(), executor);
    }

    /// First the inner rate of each start and optimiser, then the learning rate of each way: on
    /// some of the training images, judged by others.
    private Map<Way, Rates> chosen(List<WayTrial> all) {
      int[] order =
          ExperimentData.choice(
              config.model().seed(), data.training().count(), data.training().count());
      int judging = Math.min(config.points(), order.length / 4);
      if (judging < 2) {
        throw new ExperimentException(
            "Rates are judged on a quarter of the training images, and there are %d; give --train-points 8 or more."
                .formatted(order.length));
      }
      Points judges = new Points(data.frozenTrain(), Arrays.copyOf(order, judging));
      WayRun run =
          new WayRun(
              config,
              data.frozenTrain().subset(Arrays.copyOfRange(order, judging, order.length)),
              executor);
      Progress progress = Progress.start("rates", trialCount());
      Map<String, Double> innerRates = new HashMap<>();
      for (Way way : groups()) {
        List<WayTrial> tried = new ArrayList<>();
        for (double innerRate : way.optimiser().rates(INNER_RATE_FACTORS)) {
          Rates rates = new Rates(config.middleLearningRate(), innerRate);
          tried.add(progress.step(() -> trial(run, way, rates, judges)));
        }
        innerRates.put(
            way.group(),
            WayTrial.best(tried).map(Rates::innerRate).orElseGet(way.optimiser()::usualRate));
        all.addAll(tried);
      }
      Map<Way, Rates> best = new HashMap<>();
      for (Way way : config.ways()) {
        List<WayTrial> tried = new ArrayList<>();
        for (double learningRate : config.learningRates()) {
          Rates rates = new Rates(learningRate, innerRates.get(way.group()));
          tried.add(progress.step(() -> trial(run, way, rates, judges)));
        }
        WayTrial.best(tried).ifPresent(rates -> best.put(way, rates));
        tried.removeIf(trial -> all.stream().anyMatch(trial::isSameAs));
        all.addAll(tried);
      }
      if (best.isEmpty()) {
        throw new ExperimentException(
            "Every training with every rate that was tried diverged; give a smaller --learning-rate.");
      }
      return best;
    }

    private WayTrial trial(WayRun run, Way way, Rates rates, Points judges) {
      return files.remember(
          "trials/%s-%s.json".formatted(way.label(), rates.label()),
          WayTrial.class,
          "",
          stored -> stored.fits(way, rates, judges.count()),
          () -> run.trial(way, rates, judges));
    }

    private List<WayTraining> trainings(Map<Way, Rates> rates) {
      Points points =
          ExperimentData.chosen(data.frozenTest(), config.model().seed(), config.points());
      Progress progress = Progress.start("trainings", trainingCount());
      List<WayTraining> trainings = new ArrayList<>();
      for (Way way : config.ways().stream().filter(rates::containsKey).toList()) {
        for (int s = 0; s < config.seeds(); s++) {
          long seed = config.model().seed() + s;
          Rates chosen = rates.get(way);
          trainings.add(
              progress.step(
                  () ->
                      files.remember(
                          "trainings/%s-seed-%d.json".formatted(way.label(), seed),
                          WayTraining.class,
                          "",
                          stored ->
                              stored.fits(way, chosen, seed, points.ids(), WayRun.MOMENTS.size()),
                          () -> wayRun().training(way, chosen, seed, points))));
        }
      }
      if (trainings.stream().allMatch(WayTraining::diverged)) {
        throw new ExperimentException("Every training diverged; give a smaller --learning-rate.");
      }
      return trainings;
    }
  }
}
