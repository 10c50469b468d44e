package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiment.ExperimentException;

/// All engines compute the same bounds, gradients and steps, on a network whose sizes all differ.
class EnginesTest {

  static Task small(Task.Kind kind, Task.Architecture architecture) {
    boolean likelihood = kind == Task.Kind.LIKELIHOOD;
    int dataSize = architecture == Task.Architecture.CONVOLUTIONAL ? 64 : 37;
    return new Task(
        kind,
        architecture,
        dataSize,
        List.of(19, 11),
        5,
        12,
        likelihood ? 12 : 6,
        likelihood ? 250 : 1);
  }

  /// A small one of each kind of case.
  private static List<Task> small() {
    return Arrays.stream(BenchCase.values())
        .filter(one -> one.task().engines().contains(Engine.LIBTORCH))
        .map(one -> small(one.task().kind(), one.task().architecture()))
        .distinct()
        .toList();
  }

  private static Numbers check(Engine engine, Task task) {
    return engine.adapter().check(task);
  }

  @ParameterizedTest
  @MethodSource("small")
  void plansAgreeWithSameDiff(Task task) {
    check(Engine.OURS, task).requireEqual(check(Engine.SAMEDIFF, task), task.toString());
  }

  @ParameterizedTest
  @MethodSource("small")
  void plansAgreeWithLibtorch(Task task) {
    boolean present =
        EnginesTest.class.getClassLoader().getResource("pytorch/cpu/linux-x86_64/libtorch_cpu.so")
            != null;
    assumeTrue(
        present || System.getenv("CI") != null, "libtorch is on the class path with -Pbench only");
    check(Engine.OURS, task).requireEqual(check(Engine.LIBTORCH, task), task.toString());
  }

  @ParameterizedTest
  @MethodSource("small")
  void everyNumberIsCompared(Task task) {
    Numbers numbers = check(Engine.OURS, task);
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
  void mixturesAgreeWithScikitLearn() {
    assumeTrue(ScikitLearn.missing().isEmpty(), "scikit-learn is not installed");
    Task task = Task.mixture(300, 4, 3);
    Numbers ours = check(Engine.OURS, task);
    ours.requireEqual(check(Engine.SCIKIT_LEARN, task), "a mixture");
    assertThat(ours.direct().get("the covariances")).hasSize(3 * 4 * 4);
    for (Engine engine : task.engines()) {
      try (Workload workload = engine.adapter().open(task)) {
        workload.run();
        workload.run();
      }
    }
  }

  @Test
  void withoutScikitLearnASentenceSaysSo() {
    assertThat(ScikitLearn.missing("/no/such/python3").orElseThrow())
        .contains("left out", "/no/such/python3")
        .endsWith(".");
  }

  @Test
  void notANumberIsADisagreement() {
    Numbers broken = new Numbers(Map.of("the ELBO", new float[] {Float.NaN}), Map.of());
    assertThatThrownBy(() -> broken.requireEqual(broken, "case"))
        .isInstanceOf(ExperimentException.class);
  }

  @ParameterizedTest
  @MethodSource("small")
  void everyEngineRunsEveryKindOfWork(Task task) {
    for (Engine engine : List.of(Engine.OURS, Engine.SAMEDIFF, Engine.GEMM)) {
      try (Workload workload = engine.adapter().open(task)) {
        workload.run();
        workload.run();
      }
    }
    assertThat(Thread.interrupted()).isFalse();
  }
}
