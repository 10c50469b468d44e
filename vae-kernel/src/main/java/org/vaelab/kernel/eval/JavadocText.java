package org.vaelab.kernel.eval;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Javadoc as it is read: its inline tags and references as plain text.
final class JavadocText {
  /// The innermost inline tag, so that nested ones are replaced from the inside.
  private static final Pattern TAG =
      Pattern.compile("\\{@(\\w+)\\b\\s*((?:[^{}]|\\{(?!@)[^{}]*\\})*)\\}");

  /// A reference of Markdown comments: `[Type#member]` or `[words][Type]`, but no index `a[i]`.
  private static final Pattern REFERENCE =
      Pattern.compile("(?<![\\w\\])])\\[([\\w.#$]+(?:\\([^)\\n]*\\))?)\\](?![\\[(\\w])");

  private static final Pattern NAMED_REFERENCE =
      Pattern.compile("(?<![\\w\\])])\\[([^\\[\\]\\n]+)\\]\\[[\\w.#$]+(?:\\([^)\\n]*\\))?\\]");

  private JavadocText() {}

  static String plain(String comment) {
    String text = comment;
    for (String next = tags(text); !next.equals(text); next = tags(text)) {
      text = next;
    }
    text = NAMED_REFERENCE.matcher(text).replaceAll("$1");
    return REFERENCE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(reference(match.group(1))));
  }

  private static String tags(String text) {
    return TAG.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(tag(match.group(1), match.group(2).strip())));
  }

  private static String tag(String name, String argument) {
    return switch (name) {
      case "link", "linkplain", "value" -> linked(argument);
      case "inheritDoc", "docRoot" -> "";
      case "return" -> "Returns " + argument + ".";
      case "index", "systemProperty" -> argument.split("\\s+", 2)[0];
      default -> argument; // {@code x}, {@literal x}, {@summary x}
    };
  }

  /// `Type#member words` shows the words, without them the reference.
  private static String linked(String argument) {
    int end = 0;
    int depth = 0;
    while (end < argument.length()
        && (depth > 0 || !Character.isWhitespace(argument.charAt(end)))) {
      depth += argument.charAt(end) == '(' ? 1 : argument.charAt(end) == ')' ? -1 : 0;
      end++;
    }
    String words = argument.substring(end).strip();
    return words.isEmpty() ? reference(argument.substring(0, end)) : words;
  }

  private static String reference(String target) {
    String path = target.startsWith("#") ? target.substring(1) : target;
    return path.replace('#', '.');
  }
}
