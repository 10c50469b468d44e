package org.vaelab.experiment.inner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.experiment.amortization.Optima;

class ArrivalTest {
  private static final int[] POINTS = {3, 5};
  private static final double[] BEST = {-10, -20};
  private static final Target TARGET =
      new Target(
          1,
          new Optima("test", POINTS, BEST, new double[0], new double[0]),
          BEST,
          BEST,
          BEST,
          BEST);

  /// @param gap of the mean of the test images; the images differ by 0.02
  private static Curve.End end(int samples, int steps, double selectionGap, double gap) {
    double[] elbo = {BEST[0] - gap - 0.01, BEST[1] - gap + 0.01};
    return new Curve.End(samples, steps, "c", selectionGap, elbo);
  }

  private static Curve curve(Curve.End... ends) {
    return new Curve(Method.ADAM, Start.PRIOR, 1, POINTS, List.of(ends));
  }

  /// K = 4 is the cheapest on the images that choose, though K = 1 would be on the test images; its
  /// T is the first of the test images.
  @Test
  void samplesAreChosenOnOtherImagesAndStepsAreRead() {
    Curve curve =
        curve(
            end(1, 10, 0.2, 0.05),
            end(1, 100, 0.09, 0.04),
            end(4, 5, 0.3, 0.3),
            end(4, 10, 0.08, 0.12),
            end(4, 20, 0.05, 0.07),
            end(4, 40, 0.02, 0.01));
    Arrival arrival = Arrival.of(curve, TARGET, Curve.End::gradients).orElseThrow();
    assertThat(arrival.end().samples()).isEqualTo(4);
    assertThat(arrival.end().steps()).isEqualTo(20);
    assertThat(arrival.cost()).isEqualTo(80);
    assertThat(arrival.gap().mean()).isCloseTo(0.07, Offset.offset(1e-9));
    assertThat(arrival.gap().standardError()).isCloseTo(0.01, Offset.offset(1e-9));
  }

  /// Where a step with four samples takes as long as one with one sample.
  @Test
  void theCostDecides() {
    Curve curve = curve(end(1, 30, 0.05, 0.05), end(4, 10, 0.05, 0.05));
    assertThat(Arrival.of(curve, TARGET, Curve.End::gradients).orElseThrow().cost()).isEqualTo(30);
    assertThat(Arrival.of(curve, TARGET, Curve.End::steps).orElseThrow().cost()).isEqualTo(10);
  }

  @Test
  void whatIsNotNearDoesNotArrive() {
    assertThat(Arrival.of(curve(end(1, 10, 0.2, 0.05)), TARGET, Curve.End::gradients)).isEmpty();
    assertThat(Arrival.of(curve(end(1, 10, 0.05, 0.2)), TARGET, Curve.End::gradients)).isEmpty();
    assertThat(Arrival.of(curve(), TARGET, Curve.End::gradients)).isEmpty();
  }

  /// The median needs every model.
  @Test
  void aRowIsTheMedianOfItsModels() {
    Arrival few = new Arrival(end(1, 30, 0, 0), 30, null);
    Arrival many = new Arrival(end(1, 50, 0, 0), 50, null);
    Row row = new Row(Start.PRIOR, Method.ADAM, List.of(many, few), List.of(few), 2);
    assertThat(row.medianGradients()).hasValue(40);
    assertThat(row.medianSeconds()).isEmpty();
  }

  /// Equal care: as many candidates for each, none twice.
  @Test
  void everyMethodHasAsManyCandidates() {
    for (Method method : Method.values()) {
      assertThat(method.candidates().stream().map(Method.Candidate::label).distinct())
          .hasSize(Method.ADAM.candidates().size());
    }
  }
}
