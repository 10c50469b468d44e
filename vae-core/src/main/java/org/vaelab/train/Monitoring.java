package org.vaelab.train;

import java.util.List;
import java.util.Optional;

/// What is measured after each epoch, and when states are kept.
///
/// @param test for the record only
/// @param validation decides early stopping, so it must not be the test data
/// @param moments fractions of the training, up to 1 for its end, after which its states are kept;
///     none for after each epoch
public record Monitoring(
    Optional<HeldOut> test, Optional<HeldOut> validation, List<Double> moments) {

  public Monitoring {
    moments = List.copyOf(moments);
  }

  /// States are kept after each epoch.
  public Monitoring(Optional<HeldOut> test, Optional<HeldOut> validation) {
    this(test, validation, List.of());
  }

  /// Nothing.
  public static Monitoring none() {
    return new Monitoring(Optional.empty(), Optional.empty());
  }

  /// Nothing; states are kept at moments.
  public static Monitoring at(List<Double> moments) {
    return new Monitoring(Optional.empty(), Optional.empty(), moments);
  }
}
