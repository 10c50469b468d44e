package org.vaelab.experiment.inner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.statistics.Estimate;

/// What [InnerOptimisers] found.
///
/// @param targets of each model
/// @param curves of each model, start and method
/// @param timings of each method and number of samples, with the first model
/// @param dataSize pixels of an image
/// @param bits hash of the frozen test bits
record InnerOptimisersResult(
    InnerOptimisersConfig config,
    List<Target> targets,
    List<Curve> curves,
    Timings timings,
    int dataSize,
    String bits)
    implements Result {

  /// A curve beside what it is to reach.
  record OfModel(Curve curve, Target target) {}

  List<OfModel> ofModels() {
    List<OfModel> all = new ArrayList<>();
    for (Curve curve : curves) {
      all.add(new OfModel(curve, target(curve.seed())));
    }
    return all;
  }

  private Target target(long seed) {
    return targets.stream().filter(target -> target.seed() == seed).findFirst().orElseThrow();
  }

  /// For an image, in batches.
  double seconds(Method method, Curve.End end) {
    return end.steps() * timings.median(method, end.samples());
  }

  private List<Arrival> arrivals(Start start, Method method, ToDoubleFunction<Curve.End> cost) {
    return ofModels().stream()
        .filter(one -> one.curve().start() == start && one.curve().method() == method)
        .flatMap(one -> Arrival.of(one.curve(), one.target(), cost).stream())
        .toList();
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Start start : Start.values()) {
      for (Method method : Method.values()) {
        rows.add(
            new Row(
                start,
                method,
                arrivals(start, method, Curve.End::gradients),
                arrivals(start, method, end -> seconds(method, end)),
                targets.size()));
      }
    }
    return rows;
  }

  @Override
  public Map<String, Table<?>> tables() {
    return new InnerOptimisersTables(this).all();
  }

  @Override
  public Map<String, Figure> figures() {
    return new InnerOptimisersFigures(this).all();
  }

  @Override
  public String text() {
    return new InnerOptimisersTables(this).costs().text() + "\n" + new Findings(this).text();
  }

  @Override
  public String summary() {
    InnerOptimisersTables tables = new InnerOptimisersTables(this);
    return """
        # Inner optimisers: %s

        Decoder %d-%s-x with a mirrored encoder, %d epochs, %d models from seed %d. A gradient is one of an image's bound by one sample of z, so that T steps with K samples are TK gradients; L-BFGS counts every value that its steps ask for. L[q] of %d test images from %d fresh samples, the same for all q of an image; ± is one standard error over the images. φ* by %d steps of Adam with %d samples from the encoder's q and from the prior, the better end by noise of its own.

        ## Answers

        %s
        ## Costs until the mean L[q] is within %s nat of L[q*]

        For each T and K each optimiser has the best of %d candidates, chosen on %d training images by noise of its own, which also choose K; rates fall by half a cosine to a hundredth over the T steps. Seconds are T times the median time of a step on an image, in batches of at most 100.

        %s
        ## What the time of a step depends on

        %s
        ## q*

        %s
        ## Checks

        %s"""
        .formatted(
            config.data(),
            config.model().latent(),
            SettingSpec.text(config.model().hidden()).replace(',', '-'),
            config.model().epochs(),
            config.seeds(),
            config.model().seed(),
            config.points(),
            config.elboSamples(),
            2 * config.optimalSteps(),
            config.optimalSamples(),
            new Findings(this).text(),
            Arrival.NEAR,
            Method.ADAM.candidates().size(),
            config.selectionPoints(),
            tables.costs().markdown(),
            tables.timings().markdown(),
            tables.targets().markdown(),
            checks().markdown());
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    for (Target target : targets) {
      String what = "seed %d".formatted(target.seed());
      if (!checks.plausible(what, "L[q*]", Estimate.of(target.test().elbo()))) {
        continue;
      }
      checks.atLeastZero(what + ": L[q*] − L[q of the encoder]", target.gap(target.encoder()), 0);
      Estimate doubling = target.doubling();
      if (Math.abs(doubling.mean()) > Arrival.NEAR / 2) {
        checks.note(
            "%s: twice the steps change L[q*] by %s nats, so q* is not known well enough; use more --optimal-steps."
                .formatted(what, doubling));
      }
    }
    return checks;
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (Target target : targets) {
      int[] points = target.test().points();
      String what = "seed %d".formatted(target.seed());
      all.add(new Measured(what, "L[q*]", "nats", bits, points, target.test().elbo()));
    }
    for (OfModel one : ofModels()) {
      for (Curve.End end : one.curve().ends()) {
        double[] gaps = new double[end.elbo().length];
        Arrays.setAll(gaps, i -> one.target().test().elbo()[i] - end.elbo()[i]);
        String what =
            "%s from %s, seed %d, K = %d, T = %d"
                .formatted(
                    one.curve().method(),
                    one.curve().start(),
                    one.curve().seed(),
                    end.samples(),
                    end.steps());
        all.add(new Measured(what, "L[q*] − L[q]", "nats", bits, one.curve().points(), gaps));
      }
    }
    return all;
  }

  @Override
  public Map<String, Number> numbers() {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (Row row : rows()) {
      String of = "%s_%s".formatted(row.start(), row.method().name().toLowerCase(Locale.ROOT));
      numbers.put("gradients_" + of, row.medianGradients().orElse(Double.NaN));
    }
    return numbers;
  }
}
