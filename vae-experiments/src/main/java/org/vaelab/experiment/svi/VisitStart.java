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
  /// At an encoder's output; the encoder is trained on the bound there.
  ENCODER;

  /// @param testTime how q of new images is found
  InferenceStrategy strategy(
      Amortized encoder, LocalOptimisation inner, LocalOptimisation testTime) {
    return switch (this) {
      case ZERO -> new Svi(encoder.family(), new InnerLoop(inner, InnerLoop.Start.ZERO), testTime);
      case WARM -> new Svi(encoder.family(), new InnerLoop(inner, InnerLoop.Start.WARM), testTime);
      case ENCODER -> new SemiAmortized(encoder, inner, testTime);
    };
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
