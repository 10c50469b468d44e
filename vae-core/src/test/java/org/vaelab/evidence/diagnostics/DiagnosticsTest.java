package org.vaelab.evidence.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LinearGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class DiagnosticsTest {
  private static final LinearGaussian MODEL = new LinearGaussian(5, 5);
  private static final NoiseSource<Purpose.Sampling> NOISE = NoiseSource.of(1, Purpose.SAMPLING);

  /// Posteriors N(a x, 1 − a²) of x ~ N(0, 1) in the used dimensions, the prior in the others:
  /// their mixture is the prior.
  private static float[] posteriors(int points, int used, int dimensions, double a) {
    SplittableRandom random = new SplittableRandom(2);
    float[] phi = new float[points * 2 * dimensions];
    for (int i = 0; i < points; i++) {
      for (int d = 0; d < used; d++) {
        phi[i * 2 * dimensions + d] = (float) (a * random.nextGaussian());
        phi[i * 2 * dimensions + dimensions + d] = (float) (0.5 * Math.log(1 - a * a));
      }
    }
    return phi;
  }

  @Test
  void usedAndUnusedDimensions() {
    double a = 0.8;
    LatentUse use = LatentUse.of(posteriors(2000, 2, 5, a), MODEL, LatentUse.STANDARD_THRESHOLD);
    assertThat(use.activeUnits()).isEqualTo(2);
    assertThat(use.meanVariance()[0])
        .isCloseTo(a * a, Offset.offset(4 * use.meanVarianceError()[0]));
    // Standard error of the variance of a normal: σ² √(2/n).
    assertThat(use.meanVarianceError()[0])
        .isCloseTo(a * a * Math.sqrt(2.0 / 2000), Offset.offset(0.003));
    // E ½(μ² + σ² − 1) − log σ = −½ log(1 − a²)
    double kl = -0.5 * Math.log(1 - a * a);
    assertThat(use.kl()[0].mean()).isCloseTo(kl, Offset.offset(4 * use.kl()[0].standardError()));
    assertThat(use.meanVariance()[4]).isZero();
    assertThat(use.kl()[4].mean()).isZero();
    assertThat(use.collapseWarning()).get().asString().contains("3 of 5 latent dimensions");
    assertThat(LatentUse.of(posteriors(50, 3, 5, a), MODEL, 0.01).collapseWarning()).isEmpty();
    assertThat(LatentUse.of(posteriors(50, 0, 5, a), MODEL, 0.01).collapseWarning())
        .get()
        .asString()
        .contains("collapsed");
  }

  /// From 20 samples a point as in closed form. Standard deviations of the differences: of a
  /// variance 2 √(0.64 · 0.018 / N) in used and 0.05 √(2/N) in unused dimensions.
  @Test
  void activeUnitsFromSamplesAreThoseOfTheClosedForm() {
    int count = 2000;
    float[] phi = posteriors(count, 2, 5, 0.8);
    LatentUse exact = LatentUse.of(phi, MODEL, LatentUse.STANDARD_THRESHOLD);
    Points points = Points.all(Observations.ofRows(new float[count * 5], 5));
    try (Parameters parameters =
            Parameters.initial(
                MODEL.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), MODEL, parameters);
        LocalPosteriors q = LocalPosteriors.of(points, new DiagonalGaussianFamily(), 5, phi)) {
      ActiveUnits units = ActiveUnits.of(session, q, 20, NOISE);
      assertThat(units.count()).isEqualTo(2);
      for (int d = 0; d < 5; d++) {
        assertThat(units.meanVariance()[d])
            .isCloseTo(exact.meanVariance()[d], Offset.offset(4 * (d < 2 ? 0.0048 : 0.0016)));
      }
      assertThat(units.divergence().mean())
          .isCloseTo(exact.totalKl(), Offset.offset(4 * units.divergence().standardError()));
    }
  }

  /// x and z are jointly Gaussian with correlation a, so I = −½ log(1 − a²) for each dimension.
  @Test
  void mutualInformationIsBracketed() {
    double truth = -Math.log(1 - 0.64);
    MutualInformation information =
        MutualInformation.estimate(posteriors(1500, 2, 3, 0.8), 3, 2, NOISE);
    double error = information.lower().standardError();
    assertThat(information.lower().mean()).isLessThan(information.upper().mean());
    assertThat(information.lower().mean()).isCloseTo(truth, Offset.offset(4 * error + 0.02));
    assertThat(information.upper().mean()).isCloseTo(truth, Offset.offset(4 * error + 0.02));
  }

  /// Posteriors far apart: z tells which of the N points it came from, and the lower estimate
  /// is at its ceiling.
  @Test
  void theLowerEstimateStopsAtLogN() {
    float[] phi = new float[20 * 2];
    for (int i = 0; i < 20; i++) {
      phi[2 * i] = 100 * i;
    }
    MutualInformation information = MutualInformation.estimate(phi, 1, 3, NOISE);
    assertThat(information.lower().mean()).isCloseTo(Math.log(20), Offset.offset(1e-9));
    assertThat(information.upper().mean()).isGreaterThan(1000);
  }

  @Test
  void aCurveGivesPairedErrors() {
    SplittableRandom random = new SplittableRandom(3);
    int points = 200;
    double[] last = new double[points];
    double[] first = new double[points];
    for (int i = 0; i < points; i++) {
      last[i] = -90 + 10 * random.nextGaussian();
      first[i] = last[i] - 2 + 0.1 * random.nextGaussian();
    }
    double[] none = new double[points];
    LikelihoodEstimates estimates =
        new LikelihoodEstimates(
            10,
            last,
            none,
            none,
            none,
            none,
            none,
            List.of(
                new LikelihoodEstimates.CurvePoint(1, first),
                new LikelihoodEstimates.CurvePoint(10, last)));
    List<SampleCurve.Point> curve = SampleCurve.of(estimates, NOISE).points();
    assertThat(curve.get(0).standardError()).isCloseTo(10 / Math.sqrt(points), Offset.offset(0.15));
    assertThat(curve.get(0).belowLast()).isCloseTo(2, Offset.offset(0.05));
    assertThat(curve.get(0).belowLastError())
        .isCloseTo(0.1 / Math.sqrt(points), Offset.offset(0.002));
    assertThat(curve.get(1).belowLast()).isZero();
    assertThat(curve.get(1).belowLastError()).isZero();
  }
}
