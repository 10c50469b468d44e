package org.vaelab.experiment.missing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// log p(x) of test images of which nothing is missing, in nats.
///
/// @param name of the joint
/// @param joint its exact log p(x) of every test image
/// @param points numbers of the test images that the VAEs were measured on
/// @param all log p̂ of these by the VAE trained on all pixels
/// @param half the same by the one trained on half of them
record WholeImages(String name, double[] joint, int[] points, double[] all, double[] half) {
  /// A model on some images.
  ///
  /// @param aboveJoint of the same images
  record Row(String model, Estimate logLikelihood, Optional<Estimate> aboveJoint) {}

  /// The joint's, of the images that the VAEs were measured on.
  double[] jointOfPoints() {
    return Arrays.stream(points).mapToDouble(i -> joint[i]).toArray();
  }

  private Row row(String model, double[] logLikelihood) {
    return new Row(
        model,
        Estimate.of(logLikelihood),
        Optional.of(Estimate.ofDifference(logLikelihood, jointOfPoints())));
  }

  Table<Row> table() {
    return Table.of(
            List.of(
                new Row(name + ", exact", Estimate.of(joint), Optional.empty()),
                new Row(name + ", exact", Estimate.of(jointOfPoints()), Optional.empty()),
                row(MissingPixels.ALL + ", log p̂", all),
                row(MissingPixels.HALF + ", log p̂", half)))
        .column("model", Row::model)
        .column("images", row -> row.logLikelihood().count())
        .estimate("log_likelihood", "log p(x)", "nats", Row::logLikelihood)
        .estimate("above_joint", "above " + name, "nats", row -> row.aboveJoint().orElse(null));
  }
}
