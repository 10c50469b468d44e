package org.vaelab.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Where a driver stops, against the rules said in other words. The values are few and small whole
/// numbers, so that there are ties and plateaus.
class StoppingRuleTest {
  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int stepsUnder(StoppingRule rule, int[] values) {
    double[] criterion = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      criterion[i] = values[i];
    }
    return Driver.silent(new Counting(criterion, Map.of()), rule).run(Counting.State.START).steps();
  }

  @Property
  void riseStopsAtTheFirstValueThatExceedsTheOneBeforeByTooLittle(
      @ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> list,
      @ForAll @IntRange(min = -4, max = 4) int halves) {
    int[] values = array(list);
    double tolerance = 0.5 * halves;
    int expected = values.length;
    for (int i = values.length - 1; i >= 1; i--) {
      expected = values[i] < values[i - 1] + tolerance ? i + 1 : expected;
    }
    assertThat(stepsUnder(new StoppingRule.Rise(tolerance), values)).isEqualTo(expected);
  }

  @Property
  void patienceWaitsForANewBest(
      @ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> list,
      @ForAll @IntRange(min = 1, max = 4) int patience,
      @ForAll @IntRange(max = 2) int minimumImprovement) {
    int[] values = array(list);
    int steps = 0;
    int waited = 0;
    double best = Double.NEGATIVE_INFINITY;
    int bestAt = -1;
    while (steps < values.length && waited < patience) {
      if (values[steps] > best + minimumImprovement) {
        best = values[steps];
        bestAt = steps;
        waited = 0;
      } else {
        waited++;
      }
      steps++;
    }
    StoppingRule.Patience rule = new StoppingRule.Patience(patience, minimumImprovement);
    assertThat(stepsUnder(rule, values)).isEqualTo(steps);
    double[] seen = new double[steps];
    for (int i = 0; i < steps; i++) {
      seen[i] = values[i];
    }
    assertThat(rule.best(seen)).isEqualTo(bestAt);
  }

  @Property
  void withNoRuleAllStepsAreTaken(@ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> list) {
    assertThat(stepsUnder(StoppingRule.NONE, array(list))).isEqualTo(list.size());
  }
}
