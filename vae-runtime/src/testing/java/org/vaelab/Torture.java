package org.vaelab;

import java.util.SplittableRandom;

/// How long the torture tests (tag `torture`) try, and from which seed.
public final class Torture {
  private Torture() {}

  /// Mutations or attacks of each kind: `-Dvaelab.torture.tries=N`.
  public static int tries() {
    return Integer.getInteger("vaelab.torture.tries", 100);
  }

  /// A generator of its own for each kind of attack: `-Dvaelab.torture.seed=N`.
  public static SplittableRandom random(String kind) {
    return new SplittableRandom(Long.getLong("vaelab.torture.seed", 1) * 31 + kind.hashCode());
  }
}
