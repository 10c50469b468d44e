package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Optional;
import org.vaelab.files.Markup;

/// What is told of a name: its documentation, and what it holds.
///
/// @param text documentation for terminals; may be empty
/// @param html the same for pages
/// @param value of a variable
public record Answer(String name, String text, String html, Optional<Object> value) {
  private static final int LONGEST = 500;

  /// Both, the value cut where it is long.
  public DisplayData data() {
    String held = value.map(each -> "%s = %s".formatted(name, cut(each))).orElse("");
    DisplayData data = new DisplayData();
    data.putText((text + "\n" + held).strip());
    data.putHTML(html + (held.isEmpty() ? "" : "<pre>%s</pre>".formatted(Markup.escape(held))));
    return data;
  }

  private static String cut(Object value) {
    String whole = PlainText.of(value);
    return whole.length() <= LONGEST
        ? whole
        : "%s... %,d characters in all".formatted(whole.substring(0, LONGEST), whole.length());
  }
}
