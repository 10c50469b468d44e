package org.vaelab.inference;

/// What the encoder of a [SemiAmortized] learns from. The refinement of its φ₀ ends at φ_T.
public enum EncoderTraining {
  /// The bound at φ₀, θ held fixed (Krishnan, Liang and Hoffman 2018): the encoder alone must be
  /// good.
  BOUND,
  /// KL(q(z; φ_T) ‖ q(z; φ₀)), φ_T held fixed, as recognition models learn from the mean field that
  /// they start (Salakhutdinov and Larochelle 2010). In this direction the samples are those of the
  /// fixed q: no gradient passes through them, so that z may be discrete, and the encoder has to
  /// cover all of it. It covers the noise of the steps, too, which therefore should be small.
  REFINED,
  /// The bound at φ_T, through the steps ([ThroughSteps]): the encoder must be a good start (Kim,
  /// Wiseman, Miller, Sontag and Rush 2018). θ learns from how it moves φ_T, too.
  THROUGH_STEPS
}
