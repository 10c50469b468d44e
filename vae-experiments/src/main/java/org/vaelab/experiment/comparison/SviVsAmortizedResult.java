package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.report.explorer.Explorer;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// What [SviVsAmortized] found.
///
/// @param pilot what was tried to choose the rates of the inner steps; empty if they were given
/// @param trainings by seed and strategy
/// @param evaluations by seed, strategy and split
/// @param costs of inference at test time
/// @param dl4jClaim what DL4J's layer says of itself, if it was trained
/// @param testBitsSha256 hash of the frozen test bits
/// @param dataSize pixels of an image
/// @param pictures of what the models of the first seed make
/// @param latentSpaces of these models
public record SviVsAmortizedResult(
    SviVsAmortizedConfig config,
    List<PilotTrial> pilot,
    List<Training> trainings,
    List<Evaluation> evaluations,
    List<ComparisonRun.TestCost> costs,
    Optional<Dl4jBaseline.Claim> dl4jClaim,
    String testBitsSha256,
    int dataSize,
    Pictures pictures,
    Explorer latentSpaces)
    implements Result {
  // How far below zero a gap may lie before the summary says that something is wrong.
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final double FEW_EFFECTIVE_SAMPLES = 30;

  private record Epoch(Training training, EpochMetrics metrics) {}

  private record Point(Training training, Moment moment) {}

  private List<Rows.Seed> seeds() {
    return Rows.seeds(config, trainings, evaluations);
  }

  private List<Rows.Model> models() {
    return Rows.models(config, seeds());
  }

  private Findings findings() {
    return new Findings(config, trainings, evaluations, costs);
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("strategies", Rows.bySeed(seeds()));
    tables.put("gaps", gaps());
    tables.put("curves", curves());
    tables.put("metrics", metrics());
    tables.put("pilot", pilotTrials());
    return tables;
  }

  private Table<Epoch> metrics() {
    return Table.of(
            trainings.stream()
                .flatMap(t -> t.history().stream().map(epoch -> new Epoch(t, epoch)))
                .toList())
        .csv("model", e -> e.training().model())
        .csv("seed", e -> e.training().seed())
        .csv("epoch", e -> e.metrics().epoch())
        .csv("steps", e -> e.metrics().steps())
        .csv("gradient_evaluations", e -> e.metrics().gradientEvaluations())
        .csv("seconds", e -> e.metrics().seconds())
        .csv("train_elbo", e -> e.metrics().trainElbo());
  }

  private Table<Point> curves() {
    return Table.of(
            trainings.stream()
                .flatMap(t -> t.moments().stream().map(moment -> new Point(t, moment)))
                .toList())
        .csv("strategy", p -> p.training().model())
        .csv("seed", p -> p.training().seed())
        .csv("epochs", p -> p.moment().epochs())
        .csv("gradient_evaluations", p -> p.moment().gradientEvaluations())
        .csv("seconds", p -> p.moment().seconds())
        .estimate("test_log_p_hat", "", "", p -> Estimate.of(p.moment().logLikelihood()))
        .estimate("test_elbo_q", "", "", p -> Estimate.of(p.moment().elboOwn()))
        .estimate("test_elbo_q_star", "", "", p -> Estimate.of(p.moment().elboOptimal()));
  }

  private Table<PilotTrial> pilotTrials() {
    Map<Strategy, Tuning> best = Pilot.best(pilot);
    return Table.of(pilot)
        .column("strategy", PilotTrial::strategy)
        .column("learning_rate", "learning rate", t -> String.valueOf(t.tuning().learningRate()))
        .column("inner_steps", "inner steps", t -> t.tuning().innerSteps())
        .column("inner_optimiser", "inner optimiser", t -> t.tuning().optimiserText())
        .column("inner_rate", "inner rate", t -> t.tuning().innerRateText())
        .column("schedule", t -> SettingSpec.text(t.tuning().schedule()))
        .csv("held_out_elbo_q_star", PilotTrial::mean)
        .shown("L[q*] of held-out training images", PilotTrial::shown)
        .column("training_set", "training images", t -> t.whole() ? "all" : "some")
        .column("chosen", t -> isChosen(t, best) ? "yes" : "no");
  }

  private boolean isChosen(PilotTrial trial, Map<Strategy, Tuning> best) {
    boolean wholeDecides =
        pilot.stream()
            .anyMatch(t -> t.whole() && t.strategy() == trial.strategy() && t.mean().isPresent());
    return trial.whole() == wholeDecides && trial.tuning().equals(best.get(trial.strategy()));
  }

  private Table<Evaluation> gaps() {
    return Table.of(evaluations)
        .column("model", Evaluation::model)
        .column("seed", Evaluation::seed)
        .column("split", Evaluation::split)
        .column("points", e -> e.points().length)
        .estimate("log_p_hat", "log p̂", "nats", e -> e.gap().logLikelihood())
        .estimate("elbo_q", "L[q]", "nats", e -> e.gap().elboOwn())
        .estimate("elbo_q_star", "L[q*]", "nats", e -> e.gap().elboOptimal())
        .estimate("approximation_gap", "approximation gap", "nats", e -> e.gap().approximation())
        .estimate("amortization_gap", "amortization gap", "nats", e -> e.gap().amortization())
        .estimate("inference_gap", "inference gap", "nats", e -> e.gap().inference());
  }

  private Table<ComparisonRun.TestCost> testCosts() {
    return Table.of(costs)
        .shown("strategy", ComparisonRun.TestCost::model)
        .shown("gradients per image", ComparisonRun.TestCost::gradients)
        .number("", "milliseconds per image", "", "%.3f", ComparisonRun.TestCost::milliseconds);
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures =
        new ComparisonFigures(config, trainings, evaluations, models()).all();
    figures.put("reconstructions", pictures.reconstructions());
    figures.put("samples", pictures.samples());
    return figures;
  }

  @Override
  public Optional<Explorer> explorer() {
    return Optional.of(latentSpaces);
  }

  @Override
  public String text() {
    return Rows.outcomes(models()).text() + "\n" + answers();
  }

  /// What the numbers say, and what speaks against them.
  private String answers() {
    StringBuilder text = new StringBuilder(findings().markdown()).append('\n');
    new PilotGrid(config)
        .edges(Pilot.best(pilot))
        .forEach(sentence -> text.append("- ").append(sentence).append('\n'));
    fewEffectiveSamples().ifPresent(sentence -> text.append("- ").append(sentence).append('\n'));
    return text.toString();
  }

  private Optional<String> fewEffectiveSamples() {
    IntSummaryStatistics few =
        evaluations.stream()
            .mapToInt(
                e ->
                    (int)
                        Arrays.stream(e.effectiveSampleSize())
                            .filter(size -> size < FEW_EFFECTIVE_SAMPLES)
                            .count())
            .summaryStatistics();
    return few.getMax() == 0
        ? Optional.empty()
        : Optional.of(
            "The effective sample size of log p̂ is below %.0f at %d to %d of up to %d images, by model and split: its mean is biased down, and gaps from it are too small; more --samples bring it closer."
                .formatted(
                    FEW_EFFECTIVE_SAMPLES,
                    few.getMin(),
                    few.getMax(),
                    evaluations.stream().mapToInt(e -> e.points().length).max().orElseThrow()));
  }

  @Override
  public String summary() {
    StringBuilder text = new StringBuilder();
    ModelSettings model = config.model();
    text.append("# SVI, amortized and semi-amortized inference: %s\n\n".formatted(model.data()));
    text.append(
        "Decoder %d-%s-x, %s, %s likelihood; binarisation %s; %d seeds from %d. All values in nats per image, ± one standard error over the images.\n\n"
            .formatted(
                model.latent(),
                SettingSpec.text(model.hidden()).replace(',', '-'),
                SettingSpec.text(model.activation()),
                SettingSpec.text(config.likelihood().likelihood()),
                SettingSpec.text(model.binarisation()),
                config.seeds(),
                model.seed()));
    text.append("## Answers\n\n").append(answers()).append('\n');
    if (config.trained().size() > 1) {
      text.append(findings().table().markdown()).append('\n');
    }
    text.append("## Strategies on test images\n\n")
        .append(Rows.outcomes(models()).markdown())
        .append('\n')
        .append(Rows.trainings(models()).markdown());
    text.append(protocol());
    if (!pilot.isEmpty()) {
      text.append("## Pilot\n\n").append(pilotTrials().markdown()).append(pilotProtocol());
    }
    text.append("## Inference for a new image\n\n").append(testCosts().markdown()).append('\n');
    text.append("## Gaps\n\n").append(gaps().markdown()).append('\n');
    dl4jClaim.ifPresent(
        claim ->
            text.append("## DL4J's VariationalAutoencoder layer\n\n")
                .append(claim.markdown())
                .append("\n"));
    text.append("## Checks\n\n").append(checks().markdown());
    return text.toString();
  }

  private String protocol() {
    String budget =
        switch (config.budget()) {
          case EPOCHS -> "%d epochs".formatted(config.model().epochs());
          case GRADIENTS ->
              "%d gradients per training image, to within one batch".formatted(config.gradients());
          case SECONDS ->
              "%s seconds; no two runs of such a budget end with the same numbers"
                  .formatted(config.seconds());
        };
    return """

        Every training had the same budget: %s. %s Its schedule over the budget is common to all.
        log p̂: importance sampling, K = %d, proposal q*. L[q]: the model's own inference. L[q*]: q optimised per image from there. Values are means over the seeds, ± the standard error over images; their spread over seeds, a standard deviation, stands apart. amortized-then-svi is the model of amortized, whose q of a test image takes %d steps of SVI from the encoder's. Frozen test bits: SHA-256 %s.

        """
        .formatted(
            budget,
            pilot.isEmpty()
                ? "The learning rate of model and encoder was %s for all."
                    .formatted(config.model().learningRate())
                : "The learning rate of model and encoder is the pilot's choice for each.",
            config.samples(),
            config.testSteps(),
            testBitsSha256);
  }

  private String pilotProtocol() {
    return """

        Every trial on some images is a training on %d training images with %d gradients for each, judged by L[q*] of its decoder on other training images. First learning rate, number of inner steps and their optimiser are chosen, at its usual rate, then inner rate and schedule.%s The test images had no part in it.

        """
        .formatted(
            config.pilotPoints(),
            config.pilotGradients(),
            config.finalists() > 1
                ? " A longer training on more images may want another learning rate: so the last choice goes from that one down as long as it gets better, or else up, up to %d in all, each with the whole budget and all training images but those that judge, from a seed that is not reported on."
                    .formatted(config.finalists())
                : "");
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks =
        config.likelihood().likelihood().checks(TOLERATED_STANDARD_ERRORS, dataSize);
    for (Evaluation e : evaluations) {
      String what = "%s, seed %d, %s".formatted(e.model(), e.seed(), e.split());
      checks.ordered(what, e.gap(), "use more --optimal-steps or more --samples");
    }
    return checks;
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (Rows.Model model : models()) {
      Evaluation first = model.seeds().getFirst().test();
      all.addAll(
          Measured.gaps(
              model.name() + ", test",
              first.bitsSha256(),
              first.points(),
              model.mean(Evaluation::logLikelihood),
              model.mean(Evaluation::elboOwn),
              model.mean(Evaluation::elboOptimal)));
      String training = model.name() + ", training";
      double gradients = model.training(Training::gradientEvaluations);
      all.add(Measured.of(training, "gradients", "", gradients));
      all.add(Measured.of(training, "time", "seconds", model.training(Training::seconds)));
    }
    return all;
  }
}
