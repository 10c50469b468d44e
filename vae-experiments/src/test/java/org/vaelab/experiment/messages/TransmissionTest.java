package org.vaelab.experiment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vaelab.MutedProgress;
import org.vaelab.coding.LatentBins;
import org.vaelab.coding.PriorBins;
import org.vaelab.coding.UniformBins;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LinearGaussian;

/// Codes of probabilistic PCA with given θ, so that what a receiver makes of a code has a closed
/// form: E\[x given z] = zW, and log p(x given z) is a Gaussian's.
@ExtendWith(MutedProgress.class)
class TransmissionTest {
  private static final int D = 3;
  private static final int Z = 2;
  private static final double S = 0.5;
  private static final double[][] W = {{1.2, 0, -0.3}, {0, 0.48, 0.64}};
  private static final int COUNT = 250; // Two batches and a half.
  private static final LinearGaussian MODEL = new LinearGaussian(D, Z);

  private static Parameters theta;
  private static Session session;
  private static Points points;
  private static float[] codes;

  @BeforeAll
  static void model() {
    theta =
        Parameters.of(
            MODEL.parameters(),
            Map.of(
                "linear.W", new float[] {1.2f, 0, -0.3f, 0, 0.48f, 0.64f},
                "linear.b", new float[D],
                "linear.logScale", new float[] {(float) Math.log(S)}));
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    SplittableRandom random = new SplittableRandom(7);
    float[] x = new float[COUNT * D];
    codes = new float[COUNT * Z];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (float) random.nextGaussian();
    }
    points = Points.all(Observations.ofRows(x, D));
  }

  @AfterAll
  static void close() {
    session.close();
    theta.close();
  }

  @Test
  void whatArrivesIsDecodedByTheModel() {
    for (PriorBins bins :
        List.of(new LatentBins(1), new LatentBins(5), new UniformBins(2), new UniformBins(0.1))) {
      Transmission sent = Transmission.of(session, points, codes, bins);
      for (int i = 0; i < COUNT; i++) {
        float[] x = points.row(i);
        double squares = 0;
        for (int d = 0; d < D; d++) {
          double mean = 0;
          for (int k = 0; k < Z; k++) {
            mean += W[k][d] * bins.value(bins.bin(codes[i * Z + k]));
          }
          squares += Math.pow(x[d] - mean, 2);
        }
        assertThat(sent.received().squaredError()[i])
            .isCloseTo(squares / D, Offset.offset(1e-5 * (1 + squares)));
        double nats = 0.5 * squares / (S * S) + 0.5 * D * Math.log(2 * Math.PI * S * S);
        assertThat(sent.received().nats()[i])
            .isCloseTo(nats, Offset.offset(1e-5 * (1 + Math.abs(nats))));
      }
    }
  }

  /// Every code costs Z b bits, and the file has them all: words of 32 bits and a head, of which
  /// 32 to 64 bits say nothing.
  @Test
  void binsOfEqualMassCostTheirBits() {
    for (int b : new int[] {1, 3, 8}) {
      Transmission sent = Transmission.of(session, points, codes, new LatentBins(b));
      for (double bits : sent.bits()) {
        assertThat(bits).isCloseTo(Z * b, Offset.offset(1e-5));
      }
      assertThat(8.0 * sent.bytes() - (double) COUNT * Z * b).isBetween(32.0 - 1e-3, 64.0);
    }
  }

  /// Codes cost −log₂ of the prior's mass in their bins. One push is that to 0.012 bits, as a head
  /// that has just given a word away is no more than 128 times the mass in its units of 2⁻²⁴; their
  /// mean is it to a thousandth of a bit.
  @Test
  void binsOfEqualWidthCostTheirMass() {
    double width = 0.25;
    UniformBins bins = new UniformBins(width);
    var normal = new org.apache.commons.math3.distribution.NormalDistribution();
    Transmission sent = Transmission.of(session, points, codes, bins);
    double all = 0;
    for (int i = 0; i < COUNT; i++) {
      double bits = 0;
      for (int k = 0; k < Z; k++) {
        double centre = Math.rint(codes[i * Z + k] / width) * width;
        double mass = normal.probability(centre - width / 2, centre + width / 2);
        bits -= Math.log(mass) / Math.log(2);
      }
      assertThat(sent.bits()[i]).isCloseTo(bits, Offset.offset(0.012 * Z));
      all += bits;
    }
    assertThat(Arrays.stream(sent.bits()).sum() / COUNT)
        .isCloseTo(all / COUNT, Offset.offset(1e-3));
    assertThat(8.0 * sent.bytes() - Arrays.stream(sent.bits()).sum()).isBetween(32.0 - 1e-3, 64.0);
  }

  /// ẑ = μ + σ ε: without σ it is μ, and with twice the σ twice as far from it.
  @Test
  void messagesAreSamplesOfQ() {
    float[] means = {0.5f, -1, 2, 0};
    float[] narrow = codes(means, -30).samples();
    float[] one = codes(means, 0).samples();
    float[] two = codes(means, Math.log(2)).samples();
    for (int i = 0; i < means.length; i++) {
      assertThat(codes(means, 0).means()[i]).isEqualTo(means[i]);
      assertThat(narrow[i]).isCloseTo(means[i], Offset.offset(1e-6f));
      assertThat(one[i]).isNotEqualTo(means[i]);
      assertThat(two[i] - means[i]).isCloseTo(2 * (one[i] - means[i]), Offset.offset(1e-5f));
    }
  }

  private static Codes codes(float[] means, double logScale) {
    float[] phi = new float[2 * means.length];
    for (int i = 0; i < phi.length; i++) {
      int row = i / (2 * Z);
      int column = i % (2 * Z);
      phi[i] = column < Z ? means[row * Z + column] : (float) logScale;
    }
    try (LocalPosteriors q =
        LocalPosteriors.of(points.slice(0, 2), new DiagonalGaussianFamily(), Z, phi)) {
      return Codes.of(q, Z, 1);
    }
  }
}
