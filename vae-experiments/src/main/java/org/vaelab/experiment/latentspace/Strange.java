package org.vaelab.experiment.latentspace;

import org.vaelab.statistics.Auroc;
import org.vaelab.statistics.Estimate;

/// How well scores tell test images from images that do not belong.
///
/// @param scores of the images that do not belong
/// @param byLikelihood AUROC of log p̂: the probability that a test image has the larger one
/// @param byTypicality AUROC of −|log p̂ − its mean over training images|
record Strange(Scores scores, Estimate byLikelihood, Estimate byTypicality) {

  /// @param centre mean of log p̂ over training images, in nats
  static Strange of(Scores test, Scores scores, double centre) {
    return new Strange(
        scores,
        estimate(test.logLikelihood(), scores.logLikelihood()),
        estimate(test.typicality(centre), scores.typicality(centre)));
  }

  private static Estimate estimate(double[] test, double[] strange) {
    Auroc area = Auroc.of(test, strange);
    return new Estimate(area.area(), area.standardError(), Math.min(test.length, strange.length));
  }
}
