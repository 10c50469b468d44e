package org.vaelab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text among the resources beside a class, with places `{{name}}` to be filled.
///
/// @param beside the class
/// @param file its name
public record Template(Class<?> beside, String file) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /// The text as it stands.
  public String text() {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "The resource %s of %s is not on the class path; build the toolkit anew."
                .formatted(file, beside.getPackageName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text with its places filled; what fills them is not searched for places.
  ///
  /// @param values by place, ready to be put into the page
  public String fill(Map<String, String> values) {
    return PLACE
        .matcher(text())
        .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
  }
}
