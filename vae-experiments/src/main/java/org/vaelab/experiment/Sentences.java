package org.vaelab.experiment;

import java.util.Locale;

/// What the numbers of an experiment support, a sentence an item of a Markdown list.
public final class Sentences {
  private final StringBuilder text = new StringBuilder();

  /// @param format as of [String#format(String, Object...)]
  public void add(String format, Object... values) {
    text.append("- ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
