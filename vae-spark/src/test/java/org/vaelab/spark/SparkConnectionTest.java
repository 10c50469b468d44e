package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.experiment.ExperimentException;

class SparkConnectionTest {
  @Test
  void runsJobsInThisProcess() {
    try (SparkConnection spark = SparkConnection.open("local[2]", "test")) {
      List<Integer> squares =
          spark.context().parallelize(List.of(1, 2, 3, 4), 3).map(i -> i * i).collect();

      assertThat(squares).containsExactly(1, 4, 9, 16);
    }
  }

  @Test
  void refusesAMasterThatSparkDoesNotKnow() {
    assertThatThrownBy(() -> SparkConnection.open("nonsense", "test"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("'nonsense'")
        .hasMessageContaining("local[N]");
  }
}
