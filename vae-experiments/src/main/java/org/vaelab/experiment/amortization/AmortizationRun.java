package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;

/// One run.
///
/// @param classes that are left out, one at a time
record AmortizationRun(
    AmortizationConfig config,
    RunFiles files,
    ExperimentData data,
    List<HeldOutClass> classes,
    Measurements measurements) {
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  static AmortizationRun of(
      AmortizationConfig config,
      RunFiles files,
      ExperimentData data,
      List<HeldOutClass> classes,
      GraphExecutor executor) {
    return new AmortizationRun(
        config, files, data, classes, new Measurements(config, files, data, executor));
  }

  AmortizationResult result() {
    Stages stages = stages();
    try (Trained all =
        stages.next(() -> measurements.together("with the decoder", data.training()))) {
      Points train = trainPoints();
      Points test = ExperimentData.chosen(data.frozenTest(), measurements.seed(), config.points());
      List<Optima> optima =
          stages.next(
              () ->
                  List.of(
                      measurements.optima(all, TRAIN, train),
                      measurements.optima(all, TEST, test)));
      List<EncoderResult> encoders = stages.next(() -> encoders(all, train, test));
      List<SviQuality> svi = new ArrayList<>();
      Timings timings = stages.next(() -> cost(all, encoders.getLast(), train, test, svi));
      List<HeldOutRun.Result> heldOut =
          classes.isEmpty()
              ? List.of()
              : stages.next(() -> new HeldOutRun(measurements, all, classes).results());
      return new AmortizationResult(
          config,
          optima.getFirst(),
          optima.getLast(),
          encoders,
          svi,
          timings,
          measurements.encoder().parameters().stream().mapToLong(ParameterSpec::size).sum(),
          heldOut.stream().map(HeldOutRun.Result::study).toList(),
          heldOut.stream().map(HeldOutRun.Result::pictures).toList(),
          data.training().dimension(),
          files.bits("test"));
    }
  }

  /// Training images that all encoders have seen.
  private Points trainPoints() {
    int[] order = measurements.order(data.training());
    int smallest = config.sizes(order.length).getFirst();
    return new Points(
        data.frozenTrain(), AmortizationConfig.first(order, Math.min(smallest, config.points())));
  }

  /// Their work in gradients of an image's bound.
  private Stages stages() {
    int count = data.training().count();
    double training = (double) config.model().epochs() * count;
    double optimum = 2.0 * config.points() * config.optimalSteps() * config.optimalSamples();
    double ladder =
        config.steps().stream().mapToLong(t -> t).sum()
            * (double) config.points()
            * (AmortizationConfig.RATES.size() + 1);
    double timing =
        Arrays.stream(config.timed(data.frozenTest().count())).asLongStream().sum()
            * (double) config.steps().getLast()
            * (config.repeats() + 1);
    List<Stages.Stage> all = new ArrayList<>();
    all.add(new Stages.Stage("training", training, 1));
    all.add(new Stages.Stage("optima", 2 * optimum, 10)); // Of each inference, search, 3 ELBOs.
    all.add(new Stages.Stage("encoders", config.sizes(count).size() * training, 1));
    all.add(new Stages.Stage("cost", ladder + timing, 1));
    if (!classes.isEmpty()) {
      all.add(
          new Stages.Stage("held-out classes", classes.size() * (2 * training + 4 * optimum), 1));
    }
    return new Stages(all);
  }

  /// The decoder's own encoder, and those that are trained for it alone.
  private List<EncoderResult> encoders(Trained all, Points train, Points test) {
    List<EncoderResult> results = new ArrayList<>();
    int count = data.training().count();
    List<Integer> sizes = config.sizes(count);
    Progress progress = Progress.start("encoders", sizes.size() + 1L);
    results.add(progress.step(() -> result(count, all, train, test)));
    for (int size : sizes) {
      results.add(
          progress.step(
              () -> {
                try (Trained alone = measurements.alone(size, all)) {
                  return result(size, alone, train, test);
                }
              }));
    }
    return results;
  }

  private EncoderResult result(int images, Trained of, Points train, Points test) {
    return new EncoderResult(
        of.name(),
        images,
        of.outcome().counters().gradientEvaluations(),
        of.outcome().counters().seconds(),
        measurements.encoded(of, TRAIN, train),
        measurements.encoded(of, TEST, test));
  }

  /// How good SVI is by its steps, and how long it takes with the least number of them that is as
  /// good as the encoder of all images.
  ///
  /// @param svi is added to
  private Timings cost(
      Trained all, EncoderResult compared, Points train, Points test, List<SviQuality> svi) {
    Progress progress = Progress.start("SVI of new images", config.steps().size() + 1L);
    for (int steps : config.steps()) {
      svi.add(
          progress.step(
              () ->
                  files.remember(
                      "svi/%d-steps.json".formatted(steps),
                      SviQuality.class,
                      all.fingerprint(),
                      stored -> stored.fits(steps, test.ids()),
                      () ->
                          SviQuality.of(
                              all.session(),
                              steps,
                              train,
                              test,
                              config.elboSamples(),
                              measurements.seed()))));
    }
    SviQuality timed = AmortizationResult.asGoodAs(compared.test(), svi);
    int[] counts = config.timed(data.frozenTest().count());
    return progress.step(
        () ->
            files.remember(
                "timings.json",
                Timings.class,
                all.fingerprint(),
                stored -> stored.fits(timed.steps(), counts, config.repeats()),
                () ->
                    Timings.measure(
                        timed.steps(),
                        counts,
                        config.repeats(),
                        count -> infer(all, timed.strategy(), count),
                        count -> infer(all, measurements.encoder(), count))));
  }

  private void infer(Trained of, InferenceStrategy strategy, int count) {
    int[] ids = AmortizationConfig.first(measurements.order(data.frozenTest()), count);
    measurements.infer(of.session(), strategy, new Points(data.frozenTest(), ids)).close();
  }
}
