package org.vaelab.train;

import java.util.Optional;

/// What is measured after each epoch.
///
/// @param test for the record only
/// @param validation decides early stopping, so it must not be the test data
public record Monitoring(Optional<HeldOut> test, Optional<HeldOut> validation) {

  /// Nothing.
  public static Monitoring none() {
    return new Monitoring(Optional.empty(), Optional.empty());
  }
}
