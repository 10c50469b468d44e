package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
}
