package org.vaelab.experiment.gap;

import static org.vaelab.experiment.gap.InferenceGaps.BASE;
import static org.vaelab.experiment.gap.InferenceGaps.variants;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.gap.EvidenceEstimator;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.GapDecomposition;
import org.vaelab.evidence.gap.GapReport;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Plausibility;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.gap.InferenceGaps.Candidate;
import org.vaelab.experiment.gap.InferenceGaps.Choice;
import org.vaelab.experiment.gap.InferenceGaps.Variant;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.ModelCopy;
import org.vaelab.model.Vae;
import org.vaelab.progress.Stages;
import org.vaelab.train.Monitoring;

/// The settings of one run with what all its steps need.
record GapRun(
    InferenceGapsConfig config,
    RunFiles files,
    ExperimentData data,
    GraphExecutor executor,
    PointRunner runner) {

  InferenceGapsResult report() {
    List<SplitGaps> results = new ArrayList<>();
    List<SplitGaps> snapshots = new ArrayList<>();
    List<Choice> choices = new ArrayList<>();
    Stages stages = stages();
    for (Variant variant : variants(config)) {
      measure(variant, stages, results, snapshots, choices);
    }
    return new InferenceGapsResult(
        config, results, snapshots, choices, data.training().dimension(), files);
  }

  /// Their work in evaluations of log p(x, z); a gradient takes three.
  private Stages stages() {
    int families = config.families().size();
    int starts = 2 + config.restarts();
    double training = 3.0 * config.model().epochs() * data.training().count();
    double optimising = 3.0 * families * starts * config.optimalSteps() * config.optimalSamples();
    double gaps =
        (2.0 * config.points() + config.selectionPoints()) * (optimising + config.samples());
    // Of choosing and of two splits: q, q* from each start and its selection, estimates of q*.
    int each = 2 + families * (3 + starts);
    int tasks =
        runner.tasks(config.selectionPoints(), each) + 2 * runner.tasks(config.points(), each);
    List<Stages.Stage> stages = new ArrayList<>();
    for (Variant variant : variants(config)) {
      stages.add(new Stages.Stage("training, " + variant.name(), training, 1));
      stages.add(new Stages.Stage("gaps, " + variant.name(), gaps, tasks));
    }
    return new Stages(stages);
  }

  private void measure(
      Variant variant,
      Stages stages,
      List<SplitGaps> results,
      List<SplitGaps> snapshots,
      List<Choice> choices) {
    ModelSettings settings = config.model();
    int dimension = data.training().dimension();
    Vae model = settings.model(dimension, variant.decoder());
    Amortized encoder = settings.encoder(dimension, variant.encoder());
    boolean base = variant.name().equals(BASE);
    CheckpointedTraining training =
        new CheckpointedTraining(files, executor)
            .observedBy(
                state -> {
                  int epoch = state.counters().epoch();
                  if (base && config.snapshots().contains(epoch)) {
                    for (String split : List.of("train", "test")) {
                      snapshot(epoch, split, model, encoder, state.parameters());
                    }
                  }
                });
    try (CheckpointedTraining.Outcome trained =
        stages.next(
            () ->
                training.train(
                    file(variant.name()),
                    model,
                    encoder,
                    settings.training(),
                    data.training(),
                    Monitoring.none()))) {
      if (base) {
        for (int epoch : config.snapshots()) {
          if (epoch <= settings.epochs()) {
            for (String split : List.of("train", "test")) {
              snapshots.add(savedSnapshot(epoch, split, trained.fingerprint(epoch)));
            }
          }
        }
      }
      choices.add(
          stages.next(
              () -> {
                Choice choice = choice(variant, model, encoder, trained);
                for (String split : List.of("train", "test")) {
                  results.add(gaps(variant, split, model, encoder, trained, choice));
                }
                return choice;
              }));
    }
  }

  private Choice choice(
      Variant variant, Vae model, Amortized encoder, CheckpointedTraining.Outcome trained) {
    return files.remember(
        "gaps/%s-choice.json".formatted(file(variant.name())),
        Choice.class,
        trained.fingerprint(),
        stored -> stored.fits(variant, estimators(config.families())),
        () -> choose(variant, model, encoder, trained.parameters()));
  }

  private SplitGaps gaps(
      Variant variant,
      String split,
      Vae model,
      Amortized encoder,
      CheckpointedTraining.Outcome trained,
      Choice choice) {
    String name = "gaps/%s-%s.json".formatted(file(variant.name()), split);
    int epochs = config.model().epochs();
    return possible(
        name,
        files.remember(
            name,
            SplitGaps.class,
            trained.fingerprint(),
            stored -> fits(stored, variant, epochs, split, config.families()),
            () ->
                decompose(
                    variant.name(),
                    epochs,
                    split,
                    trained(model, encoder, trained.parameters()),
                    encoder,
                    config.families(),
                    estimators(config.families()).get(choice.estimator()))));
  }

  /// The gaps of the base model after an epoch, with the poorest family and its q* as proposal.
  private SplitGaps snapshot(
      int epoch, String split, Vae model, Amortized encoder, Parameters parameters) {
    return files.remember(
        snapshotFile(epoch, split),
        SplitGaps.class,
        Fingerprint.of(parameters),
        stored -> fits(stored, variants(config).getFirst(), epoch, split, poorest()),
        () ->
            decompose(
                BASE,
                epoch,
                split,
                trained(model, encoder, parameters),
                encoder,
                poorest(),
                new EvidenceEstimator.FromOptimum(
                    poorest().getFirst().family(), config.samples())));
  }

  private SplitGaps decompose(
      String variant,
      int epoch,
      String split,
      ModelCopy model,
      Amortized encoder,
      List<FamilyKind> families,
      EvidenceEstimator estimator) {
    int[] points = reported(split);
    GapReport report =
        runner
            .compute(
                "gaps, %s images".formatted(split),
                new GapTask(model, encoder, decomposition(families), estimator),
                new Points(data.frozen(split), points))
            .all();
    return SplitGaps.of(variant, epoch, split, points, report);
  }

  private static ModelCopy trained(Vae model, Amortized encoder, Parameters parameters) {
    return ModelCopy.of(model, encoder.parametersWith(model), parameters);
  }

  /// A snapshot that was measured while the base model was trained; no later model can stand in.
  private SplitGaps savedSnapshot(int epoch, String split, String parent) {
    String name = snapshotFile(epoch, split);
    if (!files.has(name)) {
      throw new ExperimentException(
          "%s is missing, and the model after epoch %d that it was measured on is no more; put the file back, or delete %s to train and measure anew."
              .formatted(
                  files.directory().resolve(name),
                  epoch,
                  files.directory().resolve(file(BASE) + ".ckpt")));
    }
    return possible(
        name,
        files.read(
            name,
            SplitGaps.class,
            parent,
            stored -> fits(stored, variants(config).getFirst(), epoch, split, poorest())));
  }

  private List<FamilyKind> poorest() {
    return config.families().subList(0, 1);
  }

  private boolean fits(
      SplitGaps stored, Variant variant, int epoch, String split, List<FamilyKind> families) {
    return stored.fits(
        variant.name(),
        epoch,
        split,
        reported(split),
        families.stream().map(kind -> kind.family().label()).toList());
  }

  /// The likelihood is Bernoulli.
  private SplitGaps possible(String name, SplitGaps gaps) {
    Plausibility.requireProbabilities(
        files.directory().resolve(name), gaps.logLikelihood(), gaps.logLikelihoodError());
    return gaps;
  }

  private static String snapshotFile(int epoch, String split) {
    return "gaps/epoch-%d-%s.json".formatted(epoch, split);
  }

  private Choice choose(Variant variant, Vae model, Amortized encoder, Parameters parameters) {
    GapDecomposition decomposition = decomposition(config.families());
    double[][] values =
        runner
            .compute(
                "choosing an estimator",
                new ChoiceTask(trained(model, encoder, parameters), encoder, decomposition),
                new Points(data.frozenTest(), selection()))
            .all();
    List<GapDecomposition.Candidate> ranking = decomposition.rank(values);
    return new Choice(
        variant.name(),
        estimators(config.families()).indexOf(ranking.getFirst().estimator()),
        ranking.stream()
            .map(
                c ->
                    new Candidate(
                        c.estimator().label(),
                        c.mean().mean(),
                        c.below().mean(),
                        c.below().standardError()))
            .toList());
  }

  private List<EvidenceEstimator> estimators(List<FamilyKind> families) {
    List<EvidenceEstimator> estimators = new ArrayList<>();
    estimators.add(new EvidenceEstimator.FromOwn(config.samples()));
    for (FamilyKind kind : families) {
      estimators.add(new EvidenceEstimator.FromOptimum(kind.family(), config.samples()));
    }
    if (config.temperatures() > 0) {
      estimators.add(
          new EvidenceEstimator.Annealed(
              new AnnealedImportanceSampling(
                  config.temperatures(),
                  config.chains(),
                  InferenceGapsConfig.LEAPFROG_STEPS,
                  Schedule.SIGMOID,
                  PointBlock.SIZE)));
    }
    return estimators;
  }

  private GapDecomposition decomposition(List<FamilyKind> kinds) {
    List<PosteriorFamily> families = kinds.stream().map(FamilyKind::family).toList();
    return new GapDecomposition(
        families,
        estimators(kinds),
        new FamilyOptimiser(
            config.optimisation(), config.restarts(), config.elboSamples(), PointBlock.SIZE),
        config.elboSamples(),
        config.model().seed());
  }

  private int[] reported(String split) {
    return ExperimentData.choice(
        config.model().seed(), data.frozen(split).count(), config.points());
  }

  /// Test images behind the reported ones in the same seeded order.
  private int[] selection() {
    int[] order =
        ExperimentData.choice(
            config.model().seed(),
            data.frozenTest().count(),
            config.points() + config.selectionPoints());
    return Arrays.copyOfRange(order, Math.min(config.points(), order.length / 2), order.length);
  }

  private static String file(String variant) {
    return variant.replaceAll("[^a-zA-Z0-9]+", "-");
  }
}
