package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.plot.ImageGrid;
import org.vaelab.progress.Progress;

/// Leaves classes out of training, one at a time.
///
/// @param all decoder and encoder of all classes
record HeldOutRun(Measurements measurements, Trained all, List<HeldOutClass> classes) {

  /// @param study of a class
  /// @param pictures of it
  record Result(HeldOutStudy study, ImageGrid pictures) {}

  List<Result> results() {
    Progress progress = Progress.start("held-out classes", classes.size());
    List<Result> results = new ArrayList<>();
    int count = measurements.data().training().count();
    try (Trained alone = Progress.muted(() -> measurements.alone(count, all))) {
      for (HeldOutClass split : classes) {
        results.add(progress.step(() -> result(split, alone)));
      }
    }
    return results;
  }

  private Result result(HeldOutClass split, Trained alone) {
    Points unseen = new Points(measurements.data().frozenTest(), split.unseen());
    Points seen = new Points(measurements.data().frozenTest(), split.seen());
    try (Trained without =
            measurements.together(
                "without class %d".formatted(split.label()),
                measurements.data().training().subset(split.training()));
        Trained blind =
            measurements.alone(
                "encoder without class %d".formatted(split.label()), all, split.training())) {
      HeldOutStudy study =
          new HeldOutStudy(
              split.label(),
              images("class %d".formatted(split.label()), unseen, alone, blind, without),
              images("others than %d".formatted(split.label()), seen, alone, blind, without));
      return new Result(study, HeldOutPictures.of(study, unseen, all.session(), without.session()));
    }
  }

  private HeldOutStudy.Images images(
      String group, Points points, Trained alone, Trained blind, Trained without) {
    return new HeldOutStudy.Images(
        measurements.optima(all, group, points),
        measurements.encoded(all, group, points),
        measurements.encoded(alone, group, points),
        measurements.encoded(blind, group, points),
        measurements.optima(without, group, points),
        measurements.encoded(without, group, points));
  }
}
