package org.vaelab.experiment;

import java.util.List;

/// How an experiment ended.
///
/// @param text what is to be printed at the end
/// @param failures sentences on results that fail their own sanity checks and cannot be right
public record Conclusion(String text, List<String> failures) {
  public Conclusion {
    failures = List.copyOf(failures);
  }
}
