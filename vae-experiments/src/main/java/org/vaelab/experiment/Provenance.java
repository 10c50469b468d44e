package org.vaelab.experiment;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a file of a run was computed from, as SHA-256 hashes.
///
/// @param settings of the run
/// @param images the grey levels that the run uses, by split; empty where it has no data set
/// @param bits the frozen bits that evaluation uses, by split
/// @param parent the parameters that a result belongs to; empty for the run itself
record Provenance(
    String settings, Map<String, String> images, Map<String, String> bits, String parent) {

  Provenance {
    images = new TreeMap<>(images);
    bits = new TreeMap<>(bits);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(parent);
  }

  static Provenance of(Object settings, Map<String, String> images, Map<String, String> bits) {
    return new Provenance(
        Fingerprint.of(settings.getClass().getSimpleName() + Json.text(settings)),
        images,
        bits,
        "");
  }

  Provenance child(String ofParent) {
    return new Provenance(settings, images, bits, ofParent);
  }

  /// What this and `here` do not share, such as `other test images (SHA-256 ab..., here cd...)`.
  Optional<String> difference(Provenance here) {
    if (!settings.equals(here.settings)) {
      return Optional.of(differing("other settings", settings, here.settings));
    }
    return difference("images", images, here.images)
        .or(() -> difference("frozen bits", bits, here.bits))
        .or(
            () ->
                parent.equals(here.parent)
                    ? Optional.empty()
                    : Optional.of(differing("another model", parent, here.parent)));
  }

  private static Optional<String> difference(
      String what, Map<String, String> saved, Map<String, String> here) {
    Set<String> splits = new LinkedHashSet<>(here.keySet());
    splits.addAll(saved.keySet());
    return splits.stream()
        .filter(split -> !Objects.equals(saved.get(split), here.get(split)))
        .findFirst()
        .map(
            split ->
                differing("other %s %s".formatted(split, what), saved.get(split), here.get(split)));
  }

  private static String differing(String what, String saved, String here) {
    return "%s (SHA-256 %s, here %s)".formatted(what, shortened(saved), shortened(here));
  }

  private static String shortened(String hash) {
    if (hash == null || hash.isEmpty()) {
      return "none";
    }
    return hash.length() > 12 ? hash.substring(0, 12) + "..." : hash;
  }
}
