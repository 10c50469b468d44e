package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.evidence.InferenceGap;

class SanityChecksTest {
  private static SanityChecks ordered(double[] logLikelihood, double[] own, double[] optimal) {
    return SanityChecks.ofBits(2, 784)
        .ordered("it", InferenceGap.of(logLikelihood, own, optimal), "use more --samples");
  }

  private static double[] values(double... values) {
    return values;
  }

  @Test
  void whatCanBeRightHolds() {
    SanityChecks checks = ordered(values(-90, -80), values(-94, -83), values(-91, -82));
    assertThat(checks.failures()).isEmpty();
    assertThat(checks.markdown()).isEqualTo("- it: log p̂ ≥ L[q*] ≥ L[q] holds.\n");
  }

  @Test
  void theWrongOrderFails() {
    SanityChecks checks = ordered(values(-90, -80), values(-89, -79), values(-95, -85));
    assertThat(checks.failures()).hasSize(1).first().asString().contains("does NOT hold");
    assertThat(checks.markdown()).contains("**WARNING:**").contains("use more --samples");
  }

  @Test
  void valuesThatNoModelHasNeverHold() {
    // What --learning-rate -1 gave: in order, and nonsense.
    SanityChecks diverged =
        ordered(values(-5e23, -4.9e23), values(-5.2e23, -5.1e23), values(-5.1e23, -5e23));
    assertThat(diverged.markdown()).doesNotContain("holds").contains("-4.950e+23");
    assertThat(diverged.failures()).hasSize(1);
    assertThat(ordered(values(5, 5.1), values(4, 4), values(4, 4.5)).failures())
        .hasSize(1)
        .first()
        .asString()
        .contains("above zero");
    assertThat(ordered(values(-1e5, -1e5), values(-1e5, -1e5), values(-1e5, -1e5)).failures())
        .hasSize(1)
        .first()
        .asString()
        .contains("coin toss");
    SanityChecks density =
        SanityChecks.ofDensities(2)
            .ordered(
                "it",
                InferenceGap.of(values(5, 5.1), values(4, 4), values(4, 4.5)),
                "use more --samples");
    assertThat(density.failures()).isEmpty();
  }

  @Test
  void oneImageIsNotJudged() {
    InferenceGap gap = InferenceGap.of(values(-90), values(-94), values(-91));
    SanityChecks checks = SanityChecks.ofBits(2, 784).ordered("it", gap, "");
    assertThat(checks.failures()).isEmpty();
    assertThat(checks.markdown()).contains("cannot be judged").doesNotContain("NaN");
    assertThat(Arrays.asList(gap.logLikelihood(), gap.inference()).toString())
        .isEqualTo("[-90.00, 4.00]");
  }
}
