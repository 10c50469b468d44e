package org.vaelab.experiment.latentspace;

import java.util.List;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.statistics.Estimate;

/// What moving codes towards an attribute's mean code does to the decoded images. Beside it stands
/// the control: moving them as far towards the mean code of all images, which takes away as much of
/// what is an image's own.
///
/// @param attribute its name
/// @param quantity what is measured of the decoded images, with its unit
/// @param spread its standard deviation over training images; NaN of a share
/// @param steps by ascending α
/// @param leftOut images of which it could not be measured at every α
record Effect(String attribute, String quantity, double spread, List<Step> steps, int leftOut) {

  /// Means over images.
  ///
  /// @param towards of images that move towards the attribute
  /// @param control of those that move towards all images
  /// @param effect the difference, paired by image
  record Step(double alpha, Estimate towards, Estimate control, Estimate effect) {}

  /// A row of the table.
  record Row(Effect of, Step step) {}

  /// @throws java.util.NoSuchElementException if this α is none of those tried
  Step at(double alpha) {
    return steps.stream().filter(step -> step.alpha() == alpha).findFirst().orElseThrow();
  }

  LineFigure figure() {
    double[] alphas = steps.stream().mapToDouble(Step::alpha).toArray();
    return LineFigure.builder(
            "Editing: %s of decoded images".formatted(attribute),
            "α",
            "%s ± standard error".formatted(quantity))
        .add(
            Estimates.series(
                "towards the attribute", alphas, steps.stream().map(Step::towards).toList()))
        .add(
            Estimates.series(
                "control: towards all images", alphas, steps.stream().map(Step::control).toList()))
        .build();
  }

  static Table<Row> table(List<Effect> effects) {
    return Table.of(
            effects.stream()
                .flatMap(effect -> effect.steps().stream().map(step -> new Row(effect, step)))
                .toList())
        .column("attribute", row -> row.of().attribute())
        .column("quantity", row -> row.of().quantity())
        .number("alpha", "α", "", "%.2f", row -> row.step().alpha())
        .estimate("towards", "towards the attribute", "", "%.3f", row -> row.step().towards())
        .estimate("control", "control", "", "%.3f", row -> row.step().control())
        .estimate("effect", "difference", "", "%.3f", row -> row.step().effect())
        .csv("images", row -> row.step().effect().count())
        .csv("left_out", row -> row.of().leftOut());
  }
}
