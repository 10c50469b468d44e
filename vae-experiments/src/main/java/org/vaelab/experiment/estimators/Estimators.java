package org.vaelab.experiment.estimators;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.AnnealingState;
import org.vaelab.evidence.annealing.BidirectionalMonteCarlo;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.experiment.LatentReport;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.experiment.pointwise.PointwiseExperiment;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Naive Monte Carlo, importance sampling and annealed importance sampling on the same points, as
/// the number of samples or temperatures grows, against the exact log p(x) where it is known.
public final class Estimators implements PointwiseExperiment<EstimatorsConfig, EstimatorsResult> {
  private static final double OPTIMISING =
      3.0 * 2 * SampledTask.OPTIMAL_STEPS * SampledTask.OPTIMAL_SAMPLES;
  private static final int MANY_IMAGES = 10_000;

  /// Keys the noise of simulated points, which have the same numbers as the subject's points.
  private static final long SIMULATED = 1;

  /// The bracket of bidirectional Monte Carlo on simulated points.
  ///
  /// @param temperatures T
  /// @param lower mean of the lower bounds, in nats
  /// @param upper mean of the upper bounds
  /// @param width mean of their paired difference
  record Bracket(int temperatures, Estimate lower, Estimate upper, Estimate width) {
    /// Whether this has the form of a bracket on so many points.
    boolean fits(int ofTemperatures, int points) {
      return temperatures == ofTemperatures
          && StoredNumbers.areEstimates(points, lower, upper, width);
    }
  }

  @Override
  public String name() {
    return "estimators";
  }

  @Override
  public String description() {
    return "Compares naive Monte Carlo, importance sampling and annealed importance sampling with the exact log p(x).";
  }

  @Override
  public Class<EstimatorsConfig> settings() {
    return EstimatorsConfig.class;
  }

  @Override
  public EstimatorsResult measure(
      EstimatorsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor,
      PointRunner runner) {
    Stages stages = stages(config, runner);
    try (Subject subject =
        stages.next(() -> Subject.of(config, directory, dataDirectory, executor))) {
      LocalPosteriors prior = subject.fromPrior();
      List<Measurement> measurements =
          new ArrayList<>(stages.next(() -> sampled(config, subject, runner)));
      measurements.add(stages.next(() -> annealed(config, subject, runner)));
      Optional<Bracket> bracket =
          config.simulated() == 0
              ? Optional.empty()
              : Optional.of(stages.next(() -> bracket(config, subject)));
      return new EstimatorsResult(
          config,
          subject.what(),
          prior.points().ids(),
          subject.truth(),
          subject
              .encoded()
              .flatMap(
                  q -> LatentReport.of(q.phi().rows(), subject.model(), config.model().seed())),
          measurements,
          bracket,
          subject.model().dataSize(),
          bits(config, subject));
    }
  }

  /// Their work in evaluations of log p(x, z), of which a gradient takes three.
  private static Stages stages(EstimatorsConfig config, PointRunner runner) {
    ModelSettings model = config.model();
    int images = model.trainPoints() > 0 ? model.trainPoints() : MANY_IMAGES;
    double chains = 3.0 * config.chains() * config.leapfrogSteps();
    List<Stages.Stage> stages = new ArrayList<>();
    // Training, the encoder's q, and quadrature, where there are such.
    stages.add(new Stages.Stage("model", 3.0 * model.epochs() * images, 3));
    // Naive Monte Carlo, from the encoder's q, and q* with its starts.
    stages.add(
        new Stages.Stage(
            "importance sampling",
            3.0 * config.points() * config.samples() + OPTIMISING * config.points(),
            3 * runner.tasks(config.points(), 2)));
    stages.add(
        new Stages.Stage(
            "annealed importance sampling",
            chains * config.points() * config.temperatures().stream().mapToInt(t -> t).sum(),
            config.temperatures().size()));
    if (config.simulated() > 0) {
      stages.add(
          new Stages.Stage(
              "bidirectional Monte Carlo",
              2 * chains * config.simulated() * config.temperatures().getLast(),
              2));
    }
    return new Stages(stages);
  }

  private static List<Measurement> sampled(
      EstimatorsConfig config, Subject subject, PointRunner runner) {
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(
        sampled("naive Monte Carlo", config, subject, runner, new SampledTask.OfPrior()));
    subject
        .encoder()
        .ifPresent(
            encoder ->
                measurements.add(
                    sampled(
                        "importance sampling, encoder's q",
                        config,
                        subject,
                        runner,
                        new SampledTask.OfEncoder(encoder))));
    measurements.add(
        sampled(
            "importance sampling, best q*", config, subject, runner, new SampledTask.Optimal()));
    return measurements;
  }

  private static String bits(EstimatorsConfig config, Subject subject) {
    return config.kind() == EstimatorsConfig.Kind.VAE
        ? subject.files().bits("test")
        : "%s, seed %d".formatted(subject.what(), config.model().seed());
  }

  private static Measurement sampled(
      String name,
      EstimatorsConfig config,
      Subject subject,
      PointRunner runner,
      SampledTask.Proposal proposal) {
    long seed = config.model().seed();
    return subject
        .files()
        .remember(
            "estimates/" + name.replaceAll("[^a-zA-Z]+", "-") + ".json",
            Measurement.class,
            subject.fingerprint(),
            stored -> stored.fits(name, subject.fromPrior().count(), config.samples()),
            () -> {
              SampledTask.Timed sampled =
                  runner
                      .compute(
                          name,
                          new SampledTask(subject.copy(), proposal, config.samples(), seed),
                          subject.fromPrior().points())
                      .all();
              return Measurement.of(
                  name,
                  sampled.estimates(),
                  sampled.seconds(),
                  NoiseSource.of(seed, Purpose.SAMPLING));
            });
  }

  private static AnnealedImportanceSampling annealing(EstimatorsConfig config, int temperatures) {
    return new AnnealedImportanceSampling(
        temperatures, config.chains(), config.leapfrogSteps(), config.schedule(), PointBlock.SIZE);
  }

  private static Measurement annealed(
      EstimatorsConfig config, Subject subject, PointRunner runner) {
    long seed = config.model().seed();
    List<Measurement.Step> steps = new ArrayList<>();
    for (int temperatures : config.temperatures()) {
      String name = "estimates/annealed-%d".formatted(temperatures);
      steps.add(
          subject
              .files()
              .remember(
                  name + ".json",
                  Measurement.Step.class,
                  subject.fingerprint(),
                  stored ->
                      stored.fits(subject.fromPrior().count(), true)
                          && stored.setting().equals("T = " + temperatures),
                  () ->
                      runner.local()
                          ? anneal(
                              annealing(config, temperatures),
                              subject,
                              name + ".npz",
                              NoiseSource.of(seed, Purpose.EVALUATION))
                          : annealElsewhere(
                              annealing(config, temperatures), subject, runner, seed)));
      subject.files().directory().delete(name + ".npz");
    }
    return new Measurement("annealed importance sampling", steps, List.of());
  }

  private static Measurement.Step annealElsewhere(
      AnnealedImportanceSampling annealing, Subject subject, PointRunner runner, long seed) {
    AnnealedTask.Timed annealed =
        runner
            .compute(
                "annealed importance sampling, %d temperatures".formatted(annealing.temperatures()),
                new AnnealedTask(subject.copy(), annealing, seed),
                subject.fromPrior().points())
            .all();
    return Measurement.of(annealing.temperatures(), annealed.estimates(), annealed.seconds());
  }

  /// Anneals, or goes on where an interrupted run stopped; its seconds are then those of the rest.
  private static Measurement.Step anneal(
      AnnealedImportanceSampling annealing,
      Subject subject,
      String name,
      NoiseSource<Purpose.Evaluation> noise) {
    RunDirectory directory = subject.files().directory();
    LocalPosteriors prior = subject.fromPrior();
    String identity = subject.files().identity(subject.fingerprint());
    AnnealingState state =
        directory.has(name)
            ? AnnealingState.load(
                directory.resolve(name),
                identity,
                annealing,
                prior.count(),
                subject.model().latentSize())
            : annealing.start(prior.count());
    long start = System.nanoTime();
    AnnealingState end =
        annealing.advance(
            subject.session(),
            prior,
            noise,
            state,
            Checkpoints.saving(
                kept -> {
                  directory.requirePresent();
                  kept.save(directory.resolve(name), identity);
                }));
    double seconds = (System.nanoTime() - start) / 1e9;
    return Measurement.of(annealing.temperatures(), annealing.estimates(end), seconds);
  }

  private static Bracket bracket(EstimatorsConfig config, Subject subject) {
    int temperatures = config.temperatures().getLast();
    long seed = config.model().seed();
    return subject
        .files()
        .remember(
            "estimates/bracket.json",
            Bracket.class,
            subject.fingerprint(),
            stored -> stored.fits(temperatures, config.simulated()),
            () -> {
              Session session = subject.session();
              Simulation simulation =
                  Simulation.draw(
                      session.executor(),
                      subject.model(),
                      session.parameters(),
                      config.simulated(),
                      NoiseSource.of(seed, Purpose.SAMPLING).part(SIMULATED));
              BidirectionalMonteCarlo.Bracket bracket =
                  new BidirectionalMonteCarlo(annealing(config, temperatures))
                      .bracket(
                          session,
                          session.prior(simulation.points()),
                          simulation,
                          NoiseSource.of(seed, Purpose.EVALUATION).part(SIMULATED));
              return new Bracket(
                  temperatures, bracket.meanLower(), bracket.meanUpper(), bracket.width());
            });
  }
}
