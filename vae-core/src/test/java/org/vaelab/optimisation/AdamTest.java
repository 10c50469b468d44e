package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;

class AdamTest {
  private static final int COUNT = 20_011;

  @Test
  void theVectorLoopTakesTheStepsOfTheFormulas() {
    SplittableRandom random = new SplittableRandom(4);
    double[] p = new double[COUNT];
    double[] m = new double[COUNT];
    double[] v = new double[COUNT];
    INDArray parameter = Nd4j.create(DataType.FLOAT, COUNT);
    INDArray gradient = Nd4j.create(DataType.FLOAT, COUNT);
    INDArray first = Nd4j.create(DataType.FLOAT, COUNT);
    INDArray second = Nd4j.create(DataType.FLOAT, COUNT);
    for (int step = 0; step < 20; step++) {
      double rate = 0.01 * Math.sqrt(1 - Math.pow(0.999, step + 1)) / (1 - Math.pow(0.9, step + 1));
      for (int i = 0; i < COUNT; i++) {
        float g = (float) random.nextGaussian();
        gradient.putScalar(i, g);
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        p[i] += rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
      }
      Adam.standard().ascend(parameter, gradient, first, second, step, 0.01);
    }
    for (int i = 0; i < COUNT; i++) {
      assertThat(parameter.getDouble(i)).isCloseTo(p[i], Offset.offset(1e-6));
    }
  }

  /// Each row takes the step that it would take alone, whatever its neighbours have behind them: by
  /// the vector loop in floats, by ND4J's op in doubles.
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void eachRowIsCorrectedByItsOwnCountOfSteps(DataType type) {
    int width = 21;
    int[] before = {4, 4, 0, 7, 7, 7, 0, 1};
    int[] steps = before.clone();
    INDArray[] together = new INDArray[4];
    SplittableRandom random = new SplittableRandom(5);
    for (int a = 0; a < together.length; a++) {
      together[a] = Nd4j.create(type, before.length, width);
      for (int i = 0; i < before.length * width; i++) {
        double value = random.nextGaussian();
        together[a].putScalar(i / width, i % width, a == 3 ? value * value : value);
      }
    }
    INDArray[][] alone = new INDArray[before.length][together.length];
    for (int row = 0; row < before.length; row++) {
      for (int a = 0; a < together.length; a++) {
        alone[row][a] = together[a].getRow(row).dup();
      }
      Adam.standard()
          .ascend(alone[row][0], alone[row][1], alone[row][2], alone[row][3], before[row], 0.01);
    }
    Adam.standard().ascendRows(together[0], together[1], together[2], together[3], steps, 0.01);
    for (int row = 0; row < before.length; row++) {
      assertThat(steps[row]).isEqualTo(before[row] + 1);
      for (int a : new int[] {0, 2, 3}) {
        assertThat(together[a].getRow(row).distance2(alone[row][a]))
            .as("row %d of array %d", row, a)
            .isLessThan(1e-6);
      }
    }
  }

  /// With no gradient a step is the decay alone.
  @Test
  void weightsDecayAndBiasesDoNot() {
    List<ParameterSpec> specs =
        List.of(ParameterSpec.weights("W", 3, 2), ParameterSpec.constantRow("b", 2, 5));
    float[] weights = {1, 2, 3, 4, 5, 6};
    Adam adam = new Adam(0.9, 0.999, 1e-8, 0.2);
    try (Parameters parameters =
            Parameters.of(specs, Map.of("W", weights, "b", new float[] {5, 5}));
        Parameters gradients = parameters.zerosLike();
        Adam.State start = adam.start(parameters)) {
      adam.ascend(parameters, gradients::get, start, 0.5);
      for (int i = 0; i < weights.length; i++) {
        assertThat(parameters.values().get("W")[i])
            .isCloseTo(0.9f * weights[i], Offset.offset(1e-6f));
      }
      assertThat(parameters.values().get("b")).containsExactly(5, 5);
    }
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 1e-8, -1)).hasMessageContaining("not -1.0");
  }
}
