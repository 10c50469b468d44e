package org.vaelab.coding;

import java.util.Optional;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Processor;

/// Where a message comes from: what its reader needs to find the same model and to compute the
/// same numbers.
///
/// @param model where the sender has the model
/// @param modelSha256 hash of its parameters, in lower-case hex
/// @param activation of its hidden layers, where the model's file does not tell
/// @param data what the images are
/// @param machine that computed: processor, native build and Java
public record Origin(
    String model, String modelSha256, String activation, String data, String machine) {

  /// What this machine is called.
  public static String here() {
    NativeBackend.select(); // Else the build is unknown until the first graph runs.
    return "%s, native build %s, Java %s"
        .formatted(
            Processor.name(), NativeBackend.description(), System.getProperty("java.version"));
  }

  /// A sentence where this machine is another one: networks may round differently here, and the
  /// message can then not be read.
  ///
  /// @return empty on a machine of the same name
  public Optional<String> difference() {
    return machine.equals(here())
        ? Optional.empty()
        : Optional.of(
            "It was made on another machine (%s) than this one (%s), whose last digits may differ."
                .formatted(machine, here()));
  }
}
