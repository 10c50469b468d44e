package org.vaelab.evidence.annealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class HamiltonianMonteCarloTest {
  private static final NoiseSource<Purpose.Sampling> NOISE = NoiseSource.of(3, Purpose.SAMPLING);
  private static final int CHAINS = 20_000;
  private static final int[] TARGETS = {4, 9};
  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /// @param start `[C*2, Z]`
  private static HamiltonianMonteCarlo.Chains run(
      PlaneDensity density, float[] start, double[] stepSizes, int transitions) {
    var sampling =
        new HamiltonianMonteCarlo(3).sampling(density, TARGETS, stepSizes, NOISE, transitions);
    return Driver.silent(sampling, StoppingRule.NONE)
        .run(HamiltonianMonteCarlo.Chains.at(start, PlaneDensity.SIZE, TARGETS.length, density));
  }

  /// The shares of a target's chains at or below quantiles of the exact distribution, of each
  /// coordinate and of their joint lower quadrant, which covariance decides.
  private static double[] shares(PlaneDensity density, float[] z, int target) {
    double[] shares = new double[2 * LEVELS.length + 1];
    for (int chain = 0; chain < CHAINS; chain++) {
      int row = chain * TARGETS.length + target;
      double a = density.cumulative(0, z[2 * row]);
      double b = density.cumulative(1, z[2 * row + 1]);
      for (int i = 0; i < LEVELS.length; i++) {
        shares[i] += a <= LEVELS[i] ? 1.0 / CHAINS : 0;
        shares[LEVELS.length + i] += b <= LEVELS[i] ? 1.0 / CHAINS : 0;
      }
      shares[2 * LEVELS.length] += a <= 0.5 && b <= 0.5 ? 1.0 / CHAINS : 0;
    }
    return shares;
  }

  /// The share in the lower quadrant of a normal is 1/4 + arcsin(ρ) / 2π.
  private static double[] exact(PlaneDensity density) {
    double[] exact = new double[2 * LEVELS.length + 1];
    for (int i = 0; i < exact.length - 1; i++) {
      exact[i] = LEVELS[i % LEVELS.length];
    }
    double correlation = density == PlaneDensity.CORRELATED ? -0.6 : 0;
    exact[2 * LEVELS.length] = 0.25 + Math.asin(correlation) / (2 * Math.PI);
    return exact;
  }

  private static void assertDistributed(PlaneDensity density, float[] z) {
    double[] exact = exact(density);
    for (int target = 0; target < TARGETS.length; target++) {
      double[] shares = shares(density, z, target);
      for (int i = 0; i < exact.length; i++) {
        double error = Math.sqrt(exact[i] * (1 - exact[i]) / CHAINS);
        assertThat(shares[i])
            .as("share %d of target %d", i, target)
            .isCloseTo(exact[i], Offset.offset(4 * error));
      }
    }
  }

  /// Chains that start from exact samples are exact samples for ever, however bad the step size.
  /// Each of 22 shares is off by more than 4 standard errors with probability 6e-5.
  @ParameterizedTest
  @EnumSource(PlaneDensity.class)
  void theDensityIsInvariant(PlaneDensity density) {
    float[] start = density.draw(CHAINS * TARGETS.length, new SplittableRandom(5));
    assertDistributed(density, start);
    var chains = run(density, start, new double[] {0.4, 0.9}, 20);
    assertDistributed(density, chains.z());
    assertThat(chains.acceptance()[0]).isGreaterThan(chains.acceptance()[1] + 0.03);
    assertThat(chains.acceptance()[1]).as("rejections matter").isBetween(0.3, 0.95);
  }

  /// From one point, far out; the distance from the density is far below the error then.
  @ParameterizedTest
  @EnumSource(PlaneDensity.class)
  void chainsReachTheDensity(PlaneDensity density) {
    float[] start = new float[CHAINS * TARGETS.length * PlaneDensity.SIZE];
    Arrays.fill(start, 1.5f);
    assertDistributed(density, run(density, start, new double[] {0.6, 0.7}, 60).z());
  }

  /// Rows of momentum like the ones of z.
  private static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource(PlaneDensity.class)
  void goingBackWithTheMomentumReversedLeadsToTheStart(PlaneDensity density) {
    int rows = 50;
    SplittableRandom random = new SplittableRandom(6);
    float[] start = density.draw(rows, random);
    float[] z = start.clone();
    float[] momentum = normal(random, z.length);
    float[] push = momentum.clone();
    double[] logDensity = new double[rows];
    float[] gradient = new float[z.length];
    double[] steps = new SplittableRandom(7).doubles(rows, 0.05, 0.3).toArray();
    HamiltonianMonteCarlo sampler = new HamiltonianMonteCarlo(8);
    density.evaluate(z, logDensity, gradient);
    sampler.leapfrog(density, z, momentum, logDensity, gradient, steps);
    double moved = 0;
    for (int i = 0; i < z.length; i++) {
      moved += Math.abs(z[i] - start[i]) / z.length;
      momentum[i] = -momentum[i];
    }
    assertThat(moved).isGreaterThan(0.3);
    sampler.leapfrog(density, z, momentum, logDensity, gradient, steps);
    for (int i = 0; i < z.length; i++) {
      assertThat(z[i]).isCloseTo(start[i], Offset.offset(2e-4f));
      assertThat(momentum[i]).isCloseTo(-push[i], Offset.offset(2e-4f));
    }
  }

  /// The mean change of the energy's magnitude along trajectories of one length.
  private static double energyError(PlaneDensity density, int leapfrogSteps) {
    int rows = 500;
    SplittableRandom random = new SplittableRandom(8);
    float[] z = density.draw(rows, random);
    float[] momentum = normal(random, z.length);
    double[] before = new double[rows];
    double[] after = new double[rows];
    float[] gradient = new float[z.length];
    double[] steps = new double[rows];
    Arrays.fill(steps, 1.0 / leapfrogSteps);
    density.evaluate(z, before, gradient);
    float[] push = momentum.clone();
    new HamiltonianMonteCarlo(leapfrogSteps).leapfrog(density, z, momentum, after, gradient, steps);
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double change = after[row] - before[row];
      for (int i = 2 * row; i < 2 * row + 2; i++) {
        change += 0.5 * (push[i] * push[i] - momentum[i] * momentum[i]);
      }
      sum += Math.abs(change);
    }
    return sum / rows;
  }

  /// Half the step is a quarter of the error.
  @ParameterizedTest
  @EnumSource(PlaneDensity.class)
  void theErrorOfTheEnergyIsOfSecondOrder(PlaneDensity density) {
    double coarse = energyError(density, 10);
    double fine = energyError(density, 20);
    assertThat(fine).as("above the rounding of floats").isGreaterThan(1e-4);
    assertThat(coarse / fine).isBetween(3.7, 4.3);
  }

  @ParameterizedTest
  @EnumSource(PlaneDensity.class)
  void acceptanceGoesToOneAsTheStepShrinks(PlaneDensity density) {
    double before = 0;
    for (double size : new double[] {1.2, 0.4, 0.1, 0.02}) {
      float[] start = density.draw(CHAINS * TARGETS.length, new SplittableRandom(5));
      double now = run(density, start, new double[] {size, size}, 1).acceptance()[0];
      assertThat(now).as("with steps of %s", size).isBetween(before, 1.0);
      before = now;
    }
    assertThat(before).isGreaterThan(0.999);
  }

  /// Where the density has no value, nobody goes.
  @Test
  void aTrajectoryThatDivergesIsRefused() {
    LogDensity broken =
        (z, logDensity, gradient) -> {
          for (int row = 0; row < logDensity.length; row++) {
            logDensity[row] = z[row] == 0 ? 0 : Double.NaN;
            gradient[row] = 1;
          }
        };
    var chains = HamiltonianMonteCarlo.Chains.at(new float[4], 1, 2, broken);
    var after =
        new HamiltonianMonteCarlo(2)
            .step(broken, chains, TARGETS, new double[] {0.1, 0.1}, NOISE, 1);
    assertThat(after.z()).containsOnly(0);
    assertThat(after.logDensity()).containsOnly(0);
    assertThat(after.acceptance()).containsOnly(0);
    assertThat(after.transitions()).isEqualTo(1);
  }
}
