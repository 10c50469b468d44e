package org.vaelab.experiment.missing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// log p(x) of test images of which nothing is missing, in nats: of MADE it is exact.
///
/// @param made of every test image
/// @param points numbers of the test images that the VAEs were measured on
/// @param all log p̂ of these by the VAE trained on all pixels
/// @param half the same by the one trained on half of them
record WholeImages(double[] made, int[] points, double[] all, double[] half) {
  private static final String MADE = "MADE, exact";

  /// A model on some images.
  ///
  /// @param aboveMade of the same images
  record Row(String model, Estimate logLikelihood, Optional<Estimate> aboveMade) {}

  /// MADE's of the images that the VAEs were measured on.
  double[] madeOfPoints() {
    return Arrays.stream(points).mapToDouble(i -> made[i]).toArray();
  }

  private Row row(String model, double[] logLikelihood) {
    return new Row(
        model,
        Estimate.of(logLikelihood),
        Optional.of(Estimate.ofDifference(logLikelihood, madeOfPoints())));
  }

  Table<Row> table() {
    return Table.of(
            List.of(
                new Row(MADE, Estimate.of(made), Optional.empty()),
                new Row(MADE, Estimate.of(madeOfPoints()), Optional.empty()),
                row(MissingPixels.ALL + ", log p̂", all),
                row(MissingPixels.HALF + ", log p̂", half)))
        .column("model", Row::model)
        .column("images", row -> row.logLikelihood().count())
        .estimate("log_likelihood", "log p(x)", "nats", Row::logLikelihood)
        .estimate("above_made", "above MADE", "nats", row -> row.aboveMade().orElse(null));
  }
}
