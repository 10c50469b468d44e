package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// What [SviVsAmortized] found.
///
/// @param curves of each model
/// @param evaluations one per model and split
/// @param likelihoods of each model on the test set, with its own q
/// @param dl4jClaim what DL4J's layer says of itself, if it was trained
/// @param testBitsSha256 hash of the frozen test bits
/// @param dataSize pixels of an image
/// @param pictures of what the models make
public record SviVsAmortizedResult(
    SviVsAmortizedConfig config,
    List<Curve> curves,
    List<Evaluation> evaluations,
    Map<Method, TestLikelihood> likelihoods,
    Optional<Dl4jBaseline.Claim> dl4jClaim,
    String testBitsSha256,
    int dataSize,
    Pictures pictures)
    implements Result {
  // How far below zero a gap may lie before the summary says that something is wrong.
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final double FEW_EFFECTIVE_SAMPLES = 30;

  /// The epochs of one model's training.
  public record Curve(Method method, List<EpochMetrics> epochs) {}

  /// @param points number of test points
  /// @param elbo L[q], q by the model's own inference
  /// @param logLikelihood log p̂ with the same q as proposal
  /// @param medianEffectiveSampleSize of its K weights
  public record TestLikelihood(
      int points, Estimate elbo, Estimate logLikelihood, double medianEffectiveSampleSize) {

    /// Whether this has the form of a mean over so many points.
    boolean fits(int count) {
      return points == count && StoredNumbers.areEstimates(count, elbo, logLikelihood);
    }
  }

  private record Epoch(Method method, EpochMetrics metrics) {}

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("metrics", metrics(), "gaps", gaps());
  }

  private Table<Epoch> metrics() {
    return Table.of(
            curves.stream()
                .flatMap(c -> c.epochs().stream().map(epoch -> new Epoch(c.method(), epoch)))
                .toList())
        .csv("model", Epoch::method)
        .csv("epoch", e -> e.metrics().epoch())
        .csv("steps", e -> e.metrics().steps())
        .csv("gradient_evaluations", e -> e.metrics().gradientEvaluations())
        .csv("seconds", e -> e.metrics().seconds())
        .csv("train_elbo", e -> e.metrics().trainElbo())
        .csv("test_elbo", e -> e.metrics().testElbo())
        .csv("validation_elbo", e -> e.metrics().validationElbo());
  }

  private Table<Evaluation> gaps() {
    return Table.of(evaluations)
        .column("model", Evaluation::method)
        .column("split", Evaluation::split)
        .column("points", e -> e.points().length)
        .estimate("log_p_hat", "log p̂", "nats", e -> e.gap().logLikelihood())
        .estimate("elbo_q", "L[q]", "nats", e -> e.gap().elboOwn())
        .estimate("elbo_q_star", "L[q*]", "nats", e -> e.gap().elboOptimal())
        .estimate("approximation_gap", "approximation gap", "nats", e -> e.gap().approximation())
        .estimate("amortization_gap", "amortization gap", "nats", e -> e.gap().amortization())
        .estimate("inference_gap", "inference gap", "nats", e -> e.gap().inference());
  }

  private Table<Map.Entry<Method, TestLikelihood>> onTestSet() {
    return Table.of(List.copyOf(likelihoods.entrySet()))
        .shown("model", Map.Entry::getKey)
        .shown("points", e -> e.getValue().points())
        .number("", "L[q]", "nats", "%.2f", e -> e.getValue().elbo())
        .number("", "log p̂", "nats", "%.2f", e -> e.getValue().logLikelihood())
        .shown("K", e -> config.samples())
        .number(
            "",
            "median effective sample size",
            "",
            "%.0f",
            e -> e.getValue().medianEffectiveSampleSize());
  }

  private Table<Epoch> cost() {
    return Table.of(lastEpochs())
        .shown("model", Epoch::method)
        .shown("epochs", e -> e.metrics().epoch())
        .shown("steps on θ", e -> e.metrics().steps())
        .shown("gradients of one point's bound", e -> e.metrics().gradientEvaluations())
        .number("", "seconds", "", "%.1f", e -> e.metrics().seconds())
        .number("", "train ELBO of the last epoch", "nats", "%.2f", e -> e.metrics().trainElbo());
  }

  private List<Epoch> lastEpochs() {
    return curves.stream()
        .filter(curve -> !curve.epochs().isEmpty())
        .map(curve -> new Epoch(curve.method(), curve.epochs().getLast()))
        .toList();
  }

  @Override
  public Map<String, Figure> figures() {
    return Map.of(
        "elbo-by-epoch",
        elboCurves("epochs", "epoch", EpochMetrics::epoch),
        "elbo-by-seconds",
        elboCurves("training time", "training time (seconds)", EpochMetrics::seconds),
        "elbo-by-gradients",
        elboCurves(
            "gradient evaluations",
            "gradients of one data point's bound",
            EpochMetrics::gradientEvaluations),
        "gap-bars",
        gapBars(),
        "log-likelihood-by-samples",
        likelihoodCurves(),
        "reconstructions",
        pictures.reconstructions(),
        "samples",
        pictures.samples());
  }

  private LineFigure elboCurves(
      String against, String label, ToDoubleFunction<EpochMetrics> position) {
    LineFigure.Builder figure =
        LineFigure.builder("ELBO against " + against, label, "ELBO (nats per image)");
    for (Curve curve : curves) {
      double[] x = curve.epochs().stream().mapToDouble(position).toArray();
      if (x.length > 0) {
        figure.add(
            new Series(
                curve.method().label() + ", train",
                x,
                curve.epochs().stream().mapToDouble(EpochMetrics::trainElbo).toArray()));
        figure.add(
            new Series(
                curve.method().label() + ", test",
                x,
                curve.epochs().stream()
                    .mapToDouble(m -> m.testElbo().orElse(Double.NaN))
                    .toArray()));
      }
    }
    return figure.cutTransient().build();
  }

  private BarFigure gapBars() {
    return new BarFigure(
        "Where the distance between log p(x) and the ELBO comes from",
        "model, split",
        "gap (nats per image)",
        evaluations.stream().map(SviVsAmortizedResult::what).toList(),
        List.of(
            bars("approximation gap", InferenceGap::approximation),
            bars("amortization gap", InferenceGap::amortization),
            bars("inference gap", InferenceGap::inference)),
        BarFigure.Style.GROUPED);
  }

  private static String what(Evaluation evaluation) {
    return evaluation.method().label() + ", " + evaluation.split();
  }

  private BarFigure.Bars bars(String name, Function<InferenceGap, Estimate> part) {
    return Estimates.bars(name, evaluations.stream().map(e -> part.apply(e.gap())).toList());
  }

  private LineFigure likelihoodCurves() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Estimates of log p(x) on test points against the number of samples",
                "samples K",
                "mean log p̂(x) ± standard error (nats)")
            .logX();
    double lowest = Double.POSITIVE_INFINITY;
    for (Evaluation e : evaluations) {
      if (e.split().equals("test")) {
        String name = e.method().label();
        figure.add(
            Series.withError(name + ", proposal q*", e.curveSamples(), e.curve(), e.curveError()));
        figure.add(
            Series.withError(
                name + ", proposal p(z)", e.curveSamples(), e.priorCurve(), e.priorCurveError()));
        // The prior's estimate starts hundreds of nats lower; its end is what is of interest.
        lowest = Math.min(lowest, e.curve()[0]);
        lowest = Math.min(lowest, e.priorCurve()[e.priorCurve().length - 1]);
      }
    }
    return figure.yFrom(Math.floor(lowest - 2)).build();
  }

  @Override
  public String text() {
    return gaps().text();
  }

  @Override
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("# SVI against amortized inference: ").append(config.data()).append("\n\n");
    text.append(
        "Decoder %d-%s-x, %s, %s likelihood; binarisation %s; seed %d. All values in nats per image, ± one standard error over the points.\n\n"
            .formatted(
                config.latent(),
                SettingSpec.text(config.hidden()).replace(',', '-'),
                SettingSpec.text(config.activation()),
                SettingSpec.text(config.likelihood()),
                SettingSpec.text(config.binarisation()),
                config.seed()));
    text.append("## Gaps\n\n").append(gaps().markdown());
    text.append(
        "\nlog p̂: importance sampling, K = %d, proposal q*. L[q]: the model's own inference. L[q*]: q optimised per data point from there. The gaps are differences per data point on the same bits and noise.\n\n"
            .formatted(config.samples()));
    text.append("## Test set\n\n").append(onTestSet().markdown());
    text.append(
        "\nProposal of this log p̂: the model's own q. Frozen test bits: SHA-256 %s.\n\n"
            .formatted(testBitsSha256));
    text.append("## Cost\n\n").append(cost().markdown()).append("\n");
    dl4jClaim.ifPresent(
        claim ->
            text.append("## DL4J's VariationalAutoencoder layer\n\n")
                .append(claim.markdown())
                .append("\n"));
    text.append("## Checks\n\n").append(checks().markdown());
    return text.toString();
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks =
        config.likelihood() == LikelihoodKind.BERNOULLI
            ? SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, dataSize)
            : SanityChecks.ofDensities(TOLERATED_STANDARD_ERRORS);
    for (Evaluation e : evaluations) {
      String what = what(e);
      checks.ordered(what, e.gap(), "use more --optimal-steps or more --samples");
      long few = 0;
      for (double ess : e.effectiveSampleSize()) {
        few += ess < FEW_EFFECTIVE_SAMPLES ? 1 : 0;
      }
      checks.note(
          "%s: effective sample size below %.0f at %d of %d points%s"
              .formatted(
                  what,
                  FEW_EFFECTIVE_SAMPLES,
                  few,
                  e.points().length,
                  few == 0 ? "." : "; log p̂ is biased down there."));
    }
    likelihoods.forEach(
        (method, likelihood) -> {
          String what = method.label() + ", test set";
          checks.plausible(what, "log p̂", likelihood.logLikelihood());
          checks.plausible(what, "L[q]", likelihood.elbo());
        });
    return checks;
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (Evaluation e : evaluations) {
      all.addAll(
          Measured.gaps(
              what(e),
              e.bitsSha256(),
              e.points(),
              e.logLikelihood(),
              e.elboOwn(),
              e.elboOptimal()));
    }
    for (Epoch last : lastEpochs()) {
      String training = last.method() + ", training";
      EpochMetrics metrics = last.metrics();
      all.add(Measured.of(training, "gradients", "", metrics.gradientEvaluations()));
      all.add(Measured.of(training, "time", "seconds", metrics.seconds()));
    }
    return all;
  }
}
