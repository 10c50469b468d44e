package org.vaelab.experiment.svi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.comparison.Contrast;
import org.vaelab.plot.Figure;
import org.vaelab.statistics.Estimate;

/// What [SviSteps] found.
///
/// @param trials that chose the rates
/// @param trainings of each way with its rates, from each seed
/// @param bits hash of the frozen test bits
/// @param dataSize pixels of an image
public record SviStepsResult(
    SviStepsConfig config,
    InnerLoopTrace trace,
    List<WayTrial> trials,
    List<WayTraining> trainings,
    String bits,
    int dataSize)
    implements Result {

  /// The trainings of one way.
  record Row(Way way, List<WayTraining> seeds) {
    List<double[]> logLikelihood() {
      return seeds.stream().map(training -> training.end().logLikelihood()).toList();
    }

    /// Over the images, of means over the seeds.
    Estimate overImages() {
      return Estimate.of(mean());
    }

    double[] mean() {
      List<double[]> all = logLikelihood();
      return IntStream.range(0, all.getFirst().length)
          .mapToDouble(i -> all.stream().mapToDouble(one -> one[i]).average().orElseThrow())
          .toArray();
    }

    /// The standard deviation over the seeds of means over the images; none for one seed.
    OptionalDouble spread() {
      double[] means = logLikelihood().stream().mapToDouble(v -> Estimate.of(v).mean()).toArray();
      return means.length < 2
          ? OptionalDouble.empty()
          : OptionalDouble.of(Estimate.of(means).standardDeviation());
    }

    double seconds() {
      return seeds.stream().mapToDouble(t -> t.end().seconds()).average().orElseThrow();
    }
  }

  private record Frame(int image, InnerLoopTrace.Frame frame) {}

  private record Point(WayTraining training, WayTraining.Moment moment) {}

  /// By way, in the order of the settings, those that diverged left out.
  List<Row> rows() {
    return config.ways().stream().filter(way -> !diverged(way)).map(this::row).toList();
  }

  private Row row(Way way) {
    return new Row(way, trainings.stream().filter(t -> t.way().equals(way)).toList());
  }

  /// Whether it diverged from some seed, or with all rates that were tried.
  private boolean diverged(Way way) {
    List<WayTraining> seeds = row(way).seeds();
    return seeds.isEmpty() || seeds.stream().anyMatch(WayTraining::diverged);
  }

  private static Row best(List<Row> rows) {
    return rows.stream()
        .max(Comparator.comparingDouble(row -> row.overImages().mean()))
        .orElseThrow();
  }

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("ways", ways(), "curves", curves(), "trials", tried(), "inner-loop", innerLoop());
  }

  private Table<Row> ways() {
    Row best = best(rows());
    return Table.of(rows())
        .column("start", row -> row.way().start())
        .column("optimiser", row -> row.way().optimiser())
        .column("steps", "T", row -> row.way().steps())
        .number("learning_rate", "learning rate", "", "%s", r -> rates(r).learningRate())
        .number("inner_rate", "inner rate", "", "%s", row -> rates(row).innerRate())
        .estimate("test_log_p_hat", "log p̂", "nats", Row::overImages)
        .number("spread_over_seeds", "its spread over seeds", "nats", "%.2f", Row::spread)
        .shown(
            "less that of the best (nats)",
            row ->
                row.way().equals(best.way())
                    ? "the best"
                    : Contrast.of(row.logLikelihood(), best.logLikelihood()).text())
        .number("seconds", "seconds", "", "%.2f", Row::seconds);
  }

  private static Rates rates(Row row) {
    return row.seeds().getFirst().rates();
  }

  private Table<Point> curves() {
    return Table.of(
            trainings.stream()
                .flatMap(t -> t.moments().stream().map(moment -> new Point(t, moment)))
                .toList())
        .csv("start", p -> p.training().way().start())
        .csv("optimiser", p -> p.training().way().optimiser())
        .csv("steps", p -> p.training().way().steps())
        .csv("seed", p -> p.training().seed())
        .csv("gradients_per_image", p -> p.moment().gradients())
        .csv("seconds", p -> p.moment().seconds())
        .estimate("test_log_p_hat", "", "", p -> Estimate.of(p.moment().logLikelihood()))
        .estimate("test_elbo", "", "", p -> Estimate.of(p.moment().elbo()));
  }

  private Table<WayTrial> tried() {
    return Table.of(trials)
        .csv("start", trial -> trial.way().start())
        .csv("optimiser", trial -> trial.way().optimiser())
        .csv("steps", trial -> trial.way().steps())
        .csv("learning_rate", trial -> trial.rates().learningRate())
        .csv("inner_rate", trial -> trial.rates().innerRate())
        .csv("held_out_elbo", WayTrial::mean);
  }

  private Table<Frame> innerLoop() {
    int[] dimensions = trace.widestDimensions();
    List<Frame> frames = new ArrayList<>();
    for (int image = 0; image < trace.points().count(); image++) {
      for (InnerLoopTrace.Frame frame : trace.frames()) {
        frames.add(new Frame(image, frame));
      }
    }
    Table<Frame> table =
        Table.of(frames)
            .csv("image", row -> trace.points().ids()[row.image()])
            .csv("steps", row -> row.frame().steps())
            .estimate("elbo", "", "", row -> row.frame().elbo().get(row.image()));
    for (int d : dimensions) {
      table =
          table
              .csv("mu_" + (d + 1), row -> row.frame().mean(row.image(), d))
              .csv("sigma_" + (d + 1), row -> row.frame().scale(row.image(), d));
    }
    return table;
  }

  @Override
  public Map<String, Figure> figures() {
    return new SviFigures(this).all();
  }

  @Override
  public String text() {
    return ways().text() + "\n" + findings();
  }

  /// Which numbers of steps are the best for each start and optimiser, and what to take.
  private String findings() {
    StringBuilder text = new StringBuilder();
    Map<String, List<Row>> groups =
        rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.way().group(), LinkedHashMap::new, Collectors.toList()));
    groups.forEach(
        (group, rows) -> {
          Row best = best(rows);
          text.append(
              String.format(
                  Locale.ROOT,
                  "- %s: the highest log p̂ for the same gradients is that of T = %d%s.\n",
                  group,
                  best.way().steps(),
                  alike(best, rows)));
        });
    Row best = best(rows());
    text.append(
        "- Of all, take the start %s, %s and T = %d steps; %s.\n"
            .formatted(
                best.way().start(), best.way().optimiser(), best.way().steps(), others(best)));
    return text.toString();
  }

  private static String alike(Row best, List<Row> rows) {
    String alike =
        rows.stream()
            .filter(row -> row != best && !contrast(row, best).resolved())
            .map(row -> String.valueOf(row.way().steps()))
            .collect(Collectors.joining(", "));
    return alike.isEmpty() ? ", told apart from all others" : "; not told apart from it: " + alike;
  }

  private String others(Row best) {
    String alike =
        rows().stream()
            .filter(row -> !row.way().equals(best.way()) && !contrast(row, best).resolved())
            .map(row -> "%s, T = %d".formatted(row.way().group(), row.way().steps()))
            .collect(Collectors.joining("; "));
    return alike.isEmpty() ? "all others are worse" : "not told apart from it: " + alike;
  }

  private static Contrast contrast(Row row, Row best) {
    return Contrast.of(row.logLikelihood(), best.logLikelihood());
  }

  @Override
  public String summary() {
    return """
        # Stochastic variational inference, step by step: %s

        Decoder %d-%s-x; log p̂ of %d test images, K = %d, proposal q by %d steps from the prior, the same for all. Every training took %d gradients of one image's bound per training image: T on φ and one on θ for each step on θ, and one more for the encoder where there is one. ± is one standard error over the images; differences are paired, with the errors over images and over %d seeds added in squares; within twice that error two ways are not told apart.

        ## Answers

        %s
        ## Ways

        %s
        The learning rate of the model is the best of %s for each way, the inner rate the best of four for each start and optimiser (with T = %d), by L[q] of training images that were held out. Seconds are of training alone.

        ## Checks

        %s"""
        .formatted(
            config.data(),
            config.model().latent(),
            SettingSpec.text(config.model().hidden()).replace(',', '-'),
            config.points(),
            config.samples(),
            config.testSteps(),
            config.gradients(),
            config.seeds(),
            findings(),
            ways().markdown(),
            config.learningRates(),
            config.middleSteps(),
            checks().markdown());
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    config.ways().stream()
        .filter(this::diverged)
        .forEach(way -> checks.note("%s, T = %d: diverged.".formatted(way.group(), way.steps())));
    for (Row row : rows()) {
      String what = "%s, T = %d".formatted(row.way().group(), row.way().steps());
      if (checks.plausible(what, "log p̂", row.overImages())) {
        for (WayTraining training : row.seeds()) {
          checks.atLeastZero(
              "%s, seed %d: log p̂ less the ELBO".formatted(what, training.seed()),
              Estimate.ofDifference(training.end().logLikelihood(), training.end().elbo()),
              0);
        }
      }
    }
    return checks.failures().isEmpty()
        ? checks.note("log p̂ is at least the ELBO for every way.")
        : checks;
  }

  @Override
  public List<Measured> measured() {
    int[] points = trainings.getFirst().points();
    return rows().stream()
        .map(row -> new Measured(row.way().label(), "log p̂", "nats", bits, points, row.mean()))
        .toList();
  }
}
