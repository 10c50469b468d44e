package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.statistics.Estimate;

/// What can be known to be wrong about results without knowing the right ones. A report prints the
/// lines; the program's exit status tells whether one of them is a failure.
public final class SanityChecks {
  // Log-joints are sums in single precision: beyond this their last digit is half a nat.
  private static final double LARGEST_RESOLVED = 0x1p23;
  private static final double WORST_COINS = 10;

  private final double standardErrors;
  private final double coins;
  private final List<String> lines = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> held = new ArrayList<>();

  private SanityChecks(double standardErrors, double coins) {
    this.standardErrors = standardErrors;
    this.coins = coins;
  }

  /// Of probabilities of bits: no log p̂ is above zero, and no useful model is many times worse
  /// than a coin toss for each.
  ///
  /// @param standardErrors how far below zero a gap may lie
  /// @param size bits of a data point
  public static SanityChecks ofBits(double standardErrors, int size) {
    return new SanityChecks(standardErrors, size * Math.log(2));
  }

  /// Of densities, which have no bounds of their own.
  ///
  /// @param standardErrors how far below zero a gap may lie
  public static SanityChecks ofDensities(double standardErrors) {
    return new SanityChecks(standardErrors, Double.NaN);
  }

  /// Whether log p̂ ≥ L\[q*] ≥ L\[q] holds and the values are ones that can be.
  ///
  /// @param advice what to do if it does not hold, such as `use more --samples`
  public SanityChecks ordered(String what, InferenceGap gap, String advice) {
    if (!plausible(what, "log p̂", gap.logLikelihood())
        || !plausible(what, "L[q*]", gap.elboOptimal())
        || !plausible(what, "L[q]", gap.elboOwn())) {
      return this;
    }
    if (gap.approximation().count() < 2) {
      return note(
          "%s: one image has no standard error, so log p̂ ≥ L[q*] ≥ L[q] cannot be judged."
              .formatted(what));
    }
    return gap.ordered(standardErrors)
        ? held(what)
        : fail(
            "%s: log p̂ ≥ L[q*] ≥ L[q] does NOT hold (approximation gap %s, amortization gap %s). Do not trust this row: %s."
                .formatted(what, gap.approximation(), gap.amortization(), advice));
  }

  private SanityChecks held(String what) {
    held.add(what);
    return this;
  }

  /// Whether a log-likelihood or a bound on it is a value that can be.
  ///
  /// @return whether it is; else there is a failure more
  public boolean plausible(String what, String name, Estimate value) {
    double mean = value.mean();
    String why = null;
    if (!Double.isFinite(mean)) {
      why = "is not finite";
    } else if (Math.abs(mean) > LARGEST_RESOLVED) {
      why = "is so large that single precision does not resolve nats";
    } else if (mean > 0 && !Double.isNaN(coins)) {
      why = "is above zero, and bits have no probability above one";
    } else if (mean < -WORST_COINS * coins) {
      why = "is more than %.0f times worse than a coin toss per pixel".formatted(WORST_COINS);
    }
    if (why != null) {
      fail(
          "%s: %s = %s %s; the model has failed to train, so use a smaller --learning-rate or more --epochs."
              .formatted(what, name, "%.4g".formatted(mean), why));
    }
    return why == null;
  }

  /// Whether a difference that cannot be negative is not, within its errors.
  public SanityChecks atLeastZero(String what, Estimate difference, double tolerance) {
    double allowed = tolerance + standardErrors * orZero(difference.standardError());
    return difference.mean() >= -allowed // False for NaN.
        ? this
        : fail("%s is %s and cannot be negative.".formatted(what, difference));
  }

  private static double orZero(double standardError) {
    return Double.isNaN(standardError) ? 0 : standardError;
  }

  /// Adds a line that is no failure.
  public SanityChecks note(String line) {
    lines.add("- " + line);
    return this;
  }

  /// Adds a failure.
  public SanityChecks fail(String line) {
    lines.add("- **WARNING:** " + line);
    failures.add(line);
    return this;
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /// The lines of a list, one check each.
  public String markdown() {
    List<String> all = new ArrayList<>();
    if (!held.isEmpty()) {
      String what =
          held.size() == 1 ? held.getFirst() : "%d of what was measured".formatted(held.size());
      all.add("- %s: log p̂ ≥ L[q*] ≥ L[q] holds.".formatted(what));
    }
    all.addAll(lines);
    return String.join("\n", all) + (all.isEmpty() ? "" : "\n");
  }
}
