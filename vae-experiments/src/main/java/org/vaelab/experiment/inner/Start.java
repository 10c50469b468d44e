package org.vaelab.experiment.inner;

import org.vaelab.data.Points;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Where the steps on φ start.
public enum Start {
  PRIOR,
  ENCODER;

  LocalPosteriors of(Session session, Amortized encoder, Points points, long seed) {
    var noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    return switch (this) {
      case PRIOR ->
          new LocalPosteriors(
              points,
              PhiTable.initial(
                  encoder.family(), session.model().latentSize(), points.ids(), noise));
      case ENCODER -> session.infer(encoder, points, noise);
    };
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
