package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.experiment.ExperimentException;

/// All engines compute the same bounds, gradients and steps, on a network whose sizes all differ.
class EnginesTest {

  private static Task small(Task.Kind kind) {
    int samples = kind == Task.Kind.LIKELIHOOD ? 250 : 1;
    return new Task(
        kind, 37, List.of(19, 11), 5, 12, kind == Task.Kind.LIKELIHOOD ? 12 : 6, samples);
  }

  private static Numbers check(Engine engine, Task.Kind kind) {
    return engine.adapter().check(small(kind));
  }

  @ParameterizedTest
  @EnumSource
  void plansAgreeWithSameDiff(Task.Kind kind) {
    check(Engine.OURS, kind).requireEqual(check(Engine.SAMEDIFF, kind), kind.name());
  }

  @ParameterizedTest
  @EnumSource
  void plansAgreeWithLibtorch(Task.Kind kind) {
    boolean present =
        EnginesTest.class.getClassLoader().getResource("pytorch/cpu/linux-x86_64/libtorch_cpu.so")
            != null;
    assumeTrue(
        present || System.getenv("CI") != null, "libtorch is on the class path with -Pbench only");
    check(Engine.OURS, kind).requireEqual(check(Engine.LIBTORCH, kind), kind.name());
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberIsCompared(Task.Kind kind) {
    Numbers numbers = check(Engine.OURS, kind);
    for (String name : numbers.direct().keySet()) {
      Map<String, float[]> changed = new LinkedHashMap<>(numbers.direct());
      float[] values = changed.get(name).clone();
      int largest = 0;
      for (int i = 0; i < values.length; i++) {
        largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
      }
      values[largest] *= 1.001f;
      changed.put(name, values);
      assertThatThrownBy(
              () -> numbers.requireEqual(new Numbers(changed, numbers.stepped()), "case"))
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining(name);
    }
    for (String name : numbers.stepped().keySet()) {
      Map<String, float[]> changed = new LinkedHashMap<>(numbers.stepped());
      float[] values = changed.get(name).clone();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.1 * Fixture.RATE);
      }
      changed.put(name, values);
      assertThatThrownBy(() -> numbers.requireEqual(new Numbers(numbers.direct(), changed), "case"))
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void notANumberIsADisagreement() {
    Numbers broken = new Numbers(Map.of("the ELBO", new float[] {Float.NaN}), Map.of());
    assertThatThrownBy(() -> broken.requireEqual(broken, "case"))
        .isInstanceOf(ExperimentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void everyEngineRunsEveryKindOfWork(Task.Kind kind) {
    for (Engine engine : List.of(Engine.OURS, Engine.SAMEDIFF, Engine.GEMM)) {
      try (Workload workload = engine.adapter().open(small(kind))) {
        workload.run();
        workload.run();
      }
    }
    assertThat(Thread.interrupted()).isFalse();
  }
}
