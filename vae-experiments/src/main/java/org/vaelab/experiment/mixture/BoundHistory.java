package org.vaelab.experiment.mixture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiment.Table;
import org.vaelab.mixture.ExpectationMaximisation;
import org.vaelab.mixture.GaussianMixture;
import org.vaelab.mixture.MixtureStart;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.progress.Progress;

/// Expectation maximisation as ascent on the ELBO, in two half-steps: the M-step moves π, μ and Σ
/// under the old q, the E-step sets q(z) to p(z given x).
///
/// @param steps the iterations in their order
public record BoundHistory(List<Step> steps) {

  /// One iteration; means over the points, in nats.
  ///
  /// @param iteration from 1
  /// @param afterM the ELBO of the new mixture under the old q
  /// @param afterE the ELBO under the new q
  /// @param logProb log p(x) of the new mixture
  public record Step(int iteration, double afterM, double afterE, double logProb) {}

  /// Follows EM from the mixture that its first iteration makes.
  ///
  /// @param points x `[N][D]`
  /// @param em of one restart
  public static BoundHistory of(ExpectationMaximisation em, double[][] points) {
    return Progress.muted(() -> follow(em, points));
  }

  private static BoundHistory follow(ExpectationMaximisation em, double[][] points) {
    ExpectationMaximisation one = em.withMostIterations(1).withTolerance(0);
    GaussianMixture mixture = one.fit(points).mixture();
    double[][] q = mixture.responsibilities(points);
    List<Step> steps = new ArrayList<>();
    double gain = Double.POSITIVE_INFINITY;
    while (steps.size() < em.mostIterations() && gain >= em.tolerance()) {
      double before = mixture.score(points);
      mixture = one.withStart(new MixtureStart.Warm(mixture)).fit(points).mixture();
      double afterM = mixture.elbo(points, q);
      q = mixture.responsibilities(points);
      double logProb = mixture.score(points);
      steps.add(new Step(steps.size() + 1, afterM, mixture.elbo(points, q), logProb));
      gain = logProb - before;
    }
    return new BoundHistory(steps);
  }

  /// The largest distance between log p(x) and the ELBO after an E-step, in nats.
  public double largestGap() {
    return steps.stream().mapToDouble(s -> Math.abs(s.logProb() - s.afterE())).max().orElse(0);
  }

  /// How far log p(x) has fallen in an iteration, at most, in nats; 0 if it never did.
  public double largestFall() {
    double fall = 0;
    for (int i = 1; i < steps.size(); i++) {
      fall = Math.max(fall, steps.get(i - 1).logProb() - steps.get(i).logProb());
    }
    return fall;
  }

  Table<Step> table() {
    return Table.of(steps)
        .column("iteration", Step::iteration)
        .number("elbo_after_m", "ELBO after the M-step", "nats", "%.6f", Step::afterM)
        .number("elbo_after_e", "ELBO after the E-step", "nats", "%.6f", Step::afterE)
        .number("log_p", "log p(x)", "nats", "%.6f", Step::logProb);
  }

  /// The ELBO after each half-step: at t − ½ after the M-step, at t after the E-step.
  public LineFigure figure() {
    double[] half = new double[2 * steps.size()];
    double[] elbo = new double[half.length];
    double[] logProb = new double[half.length];
    for (int t = 0; t < half.length; t++) {
      Step step = steps.get(t / 2);
      half[t] = (t + 1) / 2.0;
      elbo[t] = t % 2 == 0 ? step.afterM() : step.afterE();
      logProb[t] = step.logProb();
    }
    return LineFigure.builder(
            "EM climbs the ELBO; each E-step makes it equal to log p(x)",
            "iteration (at t − ½ after the M-step, at t after the E-step)",
            "mean over the points (nats)")
        .add(new Series("log p(x)", half, logProb))
        .add(new Series("ELBO", half, elbo))
        .build();
  }
}
