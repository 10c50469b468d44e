package org.vaelab.optimisation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.vaelab.graph.Parameters;
import org.vaelab.nativemath.AdamPass;
import org.vaelab.nativemath.NativeFloats;
import org.vaelab.nativemath.NativeLibrary;

/// Adam (Kingma and Ba 2015, in the form of the end of section 2, where ε is added to the
/// uncorrected √v), maximising, with decoupled weight decay (AdamW, Loshchilov and Hutter 2019).
///
/// @param beta1 decay of the first moment
/// @param beta2 decay of the second moment
/// @param epsilon ε-hat, added to √v
/// @param weightDecay a step of rate η multiplies weights by 1 − η·weightDecay; biases, which are
///     rows, and φ are left alone
public record Adam(double beta1, double beta2, double epsilon, double weightDecay)
    implements FirstOrder {
  private static final boolean VECTORS = NativeFloats.available();

  public Adam {
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Weight decay is finite and 0 or more, not %s.".formatted(weightDecay));
    }
  }

  /// Without weight decay.
  public Adam(double beta1, double beta2, double epsilon) {
    this(beta1, beta2, epsilon, 0);
  }

  /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
  public static Adam standard() {
    return new Adam(0.9, 0.999, 1e-8);
  }

  /// The moments of every parameter.
  ///
  /// @param steps taken so far
  public record State(Parameters firstMoments, Parameters secondMoments, int steps)
      implements AutoCloseable {
    @Override
    public void close() {
      firstMoments.close();
      secondMoments.close();
    }
  }

  public State start(Parameters parameters) {
    return new State(parameters.zerosLike(), parameters.zerosLike(), 0);
  }

  /// Moves every parameter uphill, and the moments, in place.
  ///
  /// @param gradients of the objective, in the parameters' names; may be overwritten
  /// @return the state after the step
  public State ascend(Parameters parameters, Gradients gradients, State state, double rate) {
    AdamPass pass = pass(state.steps, rate, parameters.names().size());
    for (String name : parameters.names()) {
      INDArray parameter = parameters.get(name);
      if (weightDecay > 0 && parameter.size(0) > 1) {
        parameter.muli(1 - rate * weightDecay);
      }
      ascend(
          pass,
          parameter,
          gradients.of(name),
          state.firstMoments.get(name),
          state.secondMoments.get(name),
          state.steps,
          rate);
    }
    pass.run();
    return new State(state.firstMoments, state.secondMoments, state.steps + 1);
  }

  /// One step on one array, in place.
  ///
  /// @param gradient may be overwritten
  /// @param stepsTaken number of steps before this one
  public void ascend(
      INDArray parameter,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int stepsTaken,
      double rate) {
    AdamPass pass = pass(stepsTaken, rate, 1);
    ascend(pass, parameter, gradient, firstMoment, secondMoment, stepsTaken, rate);
    pass.run();
  }

  /// Adds it to the pass where that can do it, else does it now.
  private void ascend(
      AdamPass pass,
      INDArray parameter,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int stepsTaken,
      double rate) {
    if (plain(parameter, gradient, firstMoment, secondMoment)) {
      add(pass, parameter, gradient, firstMoment, secondMoment, 0, parameter.length());
      return;
    }
    NativeLibrary.executioner()
        .exec(
            new AdamUpdater(
                gradient, secondMoment, firstMoment, rate, beta1, beta2, epsilon, stepsTaken));
    parameter.addi(gradient);
  }

  @Override
  public void ascendRows(
      INDArray rows,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int[] stepsTaken,
      double rate) {
    boolean plain = plain(rows, gradient, firstMoment, secondMoment);
    int count = stepsTaken.length;
    // Mostly all rows have had as many.
    for (int from = 0, to; from < count; from = to) {
      int steps = stepsTaken[from];
      for (to = from; to < count && stepsTaken[to] == steps; to++) {
        stepsTaken[to]++;
      }
      if (plain) {
        long width = rows.size(1);
        AdamPass pass = pass(steps, rate, 1);
        add(pass, rows, gradient, firstMoment, secondMoment, from * width, (to - from) * width);
        pass.run();
      } else {
        INDArrayIndex range = NDArrayIndex.interval(from, to);
        ascend(
            rows.get(range),
            gradient.get(range),
            firstMoment.get(range),
            secondMoment.get(range),
            steps,
            rate);
      }
    }
  }

  private static boolean plain(
      INDArray parameter, INDArray gradient, INDArray firstMoment, INDArray secondMoment) {
    return VECTORS
        && NativeFloats.isPlain(parameter)
        && NativeFloats.isPlain(gradient)
        && NativeFloats.isPlain(firstMoment)
        && NativeFloats.isPlain(secondMoment);
  }

  private AdamPass pass(int stepsTaken, double rate, int arrays) {
    double bias1 = 1 - Math.pow(beta1, stepsTaken + 1.0);
    double bias2 = 1 - Math.pow(beta2, stepsTaken + 1.0);
    float corrected = (float) (rate * Math.sqrt(bias2) / bias1);
    return new AdamPass(beta1, beta2, corrected, (float) epsilon, arrays);
  }

  private static void add(
      AdamPass pass,
      INDArray parameter,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      long from,
      long count) {
    long at = Float.BYTES * from;
    pass.add(
        parameter.data().address() + at,
        gradient.data().address() + at,
        firstMoment.data().address() + at,
        secondMoment.data().address() + at,
        Math.toIntExact(count));
  }
}
