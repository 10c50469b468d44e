package org.vaelab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
public record SviVsAmortizedResult(
    SviVsAmortizedConfig config,
    List<Curve> curves,
    List<Evaluation> evaluations,
    Map<Method, TestLikelihood> likelihoods,
    Optional<Dl4jBaseline.Claim> dl4jClaim,
    String testBitsSha256,
    int dataSize) {

  /// The table of log p̂, ELBOs and gaps, aligned for a terminal.
  public String summaryTable() {
    return SviVsAmortizedReport.gapTable(this).text();
  }

  /// The same with the sanity checks that failed.
  public Conclusion conclusion() {
    return new Conclusion(summaryTable(), SviVsAmortizedReport.checks(this).failures());
  }

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
      return points == count
          && elbo.count() == count
          && logLikelihood.count() == count
          && StoredNumbers.areErrors(elbo.standardError(), logLikelihood.standardError());
    }
  }
}
