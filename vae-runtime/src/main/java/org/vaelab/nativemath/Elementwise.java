package org.vaelab.nativemath;

/// An element-wise operation on x, or on x and y, with constants s and t.
public enum Elementwise {
  /// x
  COPY(1),
  EXP(1),
  EXPM1(1),
  LOG(1),
  LOG1P(1),
  TANH(1),
  /// e^−|x|; 0 where that is no normal number any more
  EXP_OF_MINUS_MAGNITUDE(1),
  SQRT(1),
  SQUARE(1),
  /// x + s
  ADD_SCALAR(1),
  /// x·s
  MUL_SCALAR(1),
  /// s − x
  SUB_FROM_SCALAR(1),
  /// s / x
  DIV_INTO_SCALAR(1),
  /// 1 where x > s, else 0
  ABOVE(1),
  /// 1 where x < s, else 0
  BELOW(1),
  /// max(x, s)
  AT_LEAST(1),
  /// x within [s, t]
  CLIP(1),
  /// x where positive, else s·(eˣ − 1)
  ELU(1),
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  MAX(2),
  /// σ(x) for y = e^−|x|
  SIGMOID(2),
  /// ln(1 + eˣ) for y = e^−|x|
  SOFTPLUS(2),
  /// x·y − max(y, 0): ln p of a bit x with the logit y, but for the −ln(1 + e^−|y|)
  BIT_TERM(2),
  /// y·(1 − x²) for x = tanh(·)
  TANH_GRADIENT(2),
  /// y·x·(1 − x) for x = σ(·)
  SIGMOID_GRADIENT(2),
  /// y where x > s, else 0
  RELU_GRADIENT(2),
  /// y·elu′ for x = elu(·) with α = s
  ELU_GRADIENT(2);

  private final int operands;

  Elementwise(int operands) {
    this.operands = operands;
  }

  public int operands() {
    return operands;
  }

  /// The operation itself, as every loop computes it up to rounding.
  ///
  /// @param y ignored by operations of one operand
  double of(double x, double y, double s, double t) {
    return switch (this) {
      case COPY -> x;
      case EXP -> Math.exp(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG1P -> Math.log1p(x);
      case TANH -> Math.tanh(x);
      case EXP_OF_MINUS_MAGNITUDE -> Math.exp(-Math.abs(x));
      case SQRT -> Math.sqrt(x);
      case SQUARE -> x * x;
      case ADD_SCALAR -> x + s;
      case MUL_SCALAR -> x * s;
      case SUB_FROM_SCALAR -> s - x;
      case DIV_INTO_SCALAR -> s / x;
      case ABOVE -> x > s ? 1 : 0;
      case BELOW -> x < s ? 1 : 0;
      case AT_LEAST -> Math.max(x, s);
      case CLIP -> Math.min(Math.max(x, s), t);
      case ELU -> x > 0 ? x : s * Math.expm1(x);
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case MAX -> Math.max(x, y);
      case SIGMOID -> (x > 0 ? 1 : y) / (1 + y);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(y);
      case BIT_TERM -> x * y - Math.max(y, 0);
      case TANH_GRADIENT -> y * (1 - x * x);
      case SIGMOID_GRADIENT -> y * x * (1 - x);
      case RELU_GRADIENT -> x > s ? y : 0;
      case ELU_GRADIENT -> x > 0 ? y : y * (x + s);
    };
  }
}
