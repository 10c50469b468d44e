package org.vaelab.experiment.svi;

import org.vaelab.experiment.SettingSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;

/// Where the steps on an image's φ start each time that the image is visited.
public enum VisitStart {
  /// At the prior.
  ZERO,
  /// Where the last visit ended.
  WARM,
  /// There, with the optimiser's moments kept.
  CONTINUED,
  /// At an encoder's output; the encoder is trained on the bound there.
  ENCODER;

  /// @param testTime how q of new images is found
  InferenceStrategy strategy(
      Amortized encoder, LocalOptimisation inner, LocalOptimisation testTime) {
    return switch (this) {
      case ZERO -> svi(encoder, inner, InnerLoop.Start.ZERO, testTime);
      case WARM -> svi(encoder, inner, InnerLoop.Start.WARM, testTime);
      case CONTINUED -> svi(encoder, inner, InnerLoop.Start.CONTINUED, testTime);
      case ENCODER -> new SemiAmortized(encoder, inner, testTime);
    };
  }

  private static Svi svi(
      Amortized encoder,
      LocalOptimisation inner,
      InnerLoop.Start start,
      LocalOptimisation testTime) {
    return new Svi(encoder.family(), new InnerLoop(inner, start), testTime);
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
