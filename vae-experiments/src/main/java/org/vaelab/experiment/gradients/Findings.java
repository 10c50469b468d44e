package org.vaelab.experiment.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.experiment.gradients.GaussianObjective.Reward;
import org.vaelab.statistics.Estimate;

/// What the numbers support, in sentences.
record Findings(GradientsResult result) {
  private static final double SIGNIFICANT = 2;

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Reward reward : Reward.values()) {
      GaussianStudy study = result.byDimension().with(reward);
      sentences.add(ratio(study, reward));
      growth(study).ifPresent(sentences::add);
    }
    result.bits().ifPresent(bits -> sentences.addAll(ofBits(bits)));
    sentences.addAll(ofTraining());
    result.methods().forEach(method -> edge(method).ifPresent(sentences::add));
    return sentences;
  }

  /// Beyond a rate at an end of what was tried there may be a better one.
  private static Optional<String> edge(MethodResult method) {
    List<MethodResult.Trial> trials = method.trials();
    boolean smallest = method.rate() == trials.getFirst().rate();
    if (trials.size() == 1 || !smallest && method.rate() != trials.getLast().rate()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s does best with the %s learning rate tried, %s; %s --learning-rate-factors may be better."
            .formatted(
                method.method(),
                smallest ? "smallest" : "largest",
                method.rate(),
                smallest ? "smaller" : "larger"));
  }

  private static String ratio(GaussianStudy study, Reward reward) {
    GaussianStudy.Row plain = study.last(GaussianEstimator.REINFORCE);
    GaussianStudy.Row others = study.last(GaussianEstimator.LEAVE_ONE_OUT);
    return "E[%s] in %d dimensions, K = %d: the variance of REINFORCE is %.4g times that of reparameterization (95%%: %s), with the mean of the other samples as baseline %.4g times (%s)."
        .formatted(
            reward,
            plain.objective().dimension(),
            plain.samples(),
            plain.ratio(),
            GaussianStudy.text(plain.ratioInterval()),
            others.ratio(),
            GaussianStudy.text(others.ratioInterval()));
  }

  private static Optional<String> growth(GaussianStudy study) {
    GaussianStudy.Growth plain = study.growth(GaussianEstimator.REINFORCE);
    GaussianStudy.Growth others = study.growth(GaussianEstimator.LEAVE_ONE_OUT);
    return plain.from() == plain.to()
        ? Optional.empty()
        : Optional.of(
            "From D = %d to D = %d that ratio grows as %s, with the baseline as %s."
                .formatted(plain.from(), plain.to(), plain, others));
  }

  private static List<String> ofBits(BitsStudy bits) {
    List<String> sentences = new ArrayList<>();
    List<BitsStudy.Row> unbiased =
        bits.rows().stream().filter(row -> row.method().isUnbiased()).toList();
    unbiased.stream()
        .mapToDouble(BitsStudy.Row::deviation)
        .max()
        .ifPresent(
            largest ->
                sentences.add(
                    "Against enumeration, the mean gradient of every unbiased estimator is within %.2f standard errors in each of %d components."
                        .formatted(largest, unbiased.getFirst().components())));
    bits.rows().stream()
        .filter(row -> !row.method().isUnbiased())
        .forEach(
            row ->
                sentences.add(
                    "%s is biased: its mean gradient misses the exact one by %.1f%% of its length, of which chance explains %.1f%%; the variance is %.4g times that of %s (95%%: %s)."
                        .formatted(
                            row.method(),
                            100 * row.bias(),
                            100 * row.error(),
                            row.ratio(),
                            bits.rows().getFirst().method(),
                            GaussianStudy.text(row.ratioInterval()))));
    return sentences;
  }

  private List<String> ofTraining() {
    Optional<MethodResult> reference = result.reference();
    return reference.stream()
        .flatMap(
            base ->
                result.methods().stream()
                    .filter(other -> other != base)
                    .map(other -> against(base, other)))
        .toList();
  }

  /// Paired by image; the seeds must agree, too.
  private static String against(MethodResult base, MethodResult other) {
    Estimate difference = Estimate.ofDifference(other.logLikelihood(), base.logLikelihood());
    boolean clear = Math.abs(difference.mean()) > SIGNIFICANT * difference.standardError();
    long higher =
        IntStream.range(0, base.runs().size()).filter(s -> mean(other, s) > mean(base, s)).count();
    boolean agree = higher == (difference.mean() > 0 ? base.runs().size() : 0);
    return "Trained by %s, the test bound is %.2f ± %.2f nats %s than by %s (higher in %d of %d seeds)%s."
        .formatted(
            other.method(),
            Math.abs(difference.mean()),
            difference.standardError(),
            difference.mean() > 0 ? "higher" : "lower",
            base.method(),
            higher,
            base.runs().size(),
            clear && agree ? "" : ": no clear difference");
  }

  private static double mean(MethodResult result, int seed) {
    return Estimate.of(result.runs().get(seed).test().logLikelihood()).mean();
  }
}
