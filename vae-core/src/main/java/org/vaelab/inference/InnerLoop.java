package org.vaelab.inference;

import java.io.Serializable;
import org.vaelab.optimisation.Lbfgs;

/// The local optimisation inside a training step.
///
/// @param optimisation how φ is optimised on one visit of its data point
/// @param start where a visit starts
public record InnerLoop(LocalOptimisation optimisation, Beginning start) implements Serializable {

  /// @throws IllegalArgumentException if moments are to be kept and the optimiser has none
  public InnerLoop {
    if (start == Start.CONTINUED && optimisation.optimiser() instanceof Lbfgs) {
      throw new IllegalArgumentException(
          "L-BFGS has no moments that a visit could leave to the next; start warm, or use Adam.");
    }
  }

  /// Where visits of a data point start.
  public sealed interface Beginning extends Serializable {}

  /// Starts that need no encoder.
  public enum Start implements Beginning {
    /// From the φ that the data point's last visit left, with fresh moments.
    WARM,
    /// From the φ that the data point's last visit left, with the moments and the count of steps
    /// that it left: as if all visits were one optimisation.
    CONTINUED,
    /// From the family's initial row.
    ZERO
  }

  /// From φ₀ = f_λ(x).
  ///
  /// @param encoder whose [InferenceStrategy#phi] is φ₀
  /// @param differentiated whether gradients pass through the steps to φ₀ ([ThroughSteps])
  public record Encoded(InferenceStrategy encoder, boolean differentiated) implements Beginning {
    /// φ₀ of the points that were fed to the session last.
    ///
    /// @param phi overwritten
    public void encode(Session session, PhiTable phi) {
      phi.assign(session.run(new Encoding(encoder)).output("phi"));
    }
  }

  /// Whether gradients pass through the steps.
  public boolean differentiated() {
    return start instanceof Encoded encoded && encoded.differentiated();
  }

  /// Whether φ of all data points is kept between visits.
  public boolean remembers() {
    return start == Start.WARM || keepsMoments();
  }

  /// Whether the optimiser's moments are kept with φ.
  public boolean keepsMoments() {
    return start == Start.CONTINUED;
  }
}
