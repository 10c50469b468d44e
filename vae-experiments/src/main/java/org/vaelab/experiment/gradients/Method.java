package org.vaelab.experiment.gradients;

import java.util.List;
import org.vaelab.gradient.EnumeratedGradient;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.GumbelSoftmax;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.Vimco;

/// How the gradient of a bound over discrete z is estimated.
public enum Method {
  REINFORCE("REINFORCE"),
  /// NVIL.
  LEARNED_BASELINE("REINFORCE, learned baseline"),
  LEAVE_ONE_OUT("REINFORCE, leave-one-out"),
  VIMCO("VIMCO"),
  GUMBEL_SOFTMAX("Gumbel-softmax"),
  /// By enumeration.
  EXACT("exact");

  private static final List<Integer> BASELINE_HIDDEN = List.of(100);

  private final String label;

  Method(String label) {
    this.label = label;
  }

  /// Its name in tables and figures.
  @Override
  public String toString() {
    return label;
  }

  /// Whether its mean is the gradient of its bound.
  public boolean isUnbiased() {
    return this != GUMBEL_SOFTMAX;
  }

  /// @param dataSize D
  /// @param temperature of Gumbel-softmax
  public GradientEstimator make(int dataSize, double temperature) {
    return switch (this) {
      case REINFORCE -> new ScoreFunction(ScoreFunction.Simple.NONE);
      case LEARNED_BASELINE ->
          new ScoreFunction(new ScoreFunction.Learned(dataSize, BASELINE_HIDDEN));
      case LEAVE_ONE_OUT -> new ScoreFunction(ScoreFunction.Simple.LEAVE_ONE_OUT);
      case VIMCO -> new Vimco();
      case GUMBEL_SOFTMAX -> new GumbelSoftmax(temperature);
      case EXACT -> new EnumeratedGradient();
    };
  }
}
