package org.vaelab.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run left, to compare it byte for byte with that of another.
final class RunResults {
  /// Pictures of measured seconds.
  private static final Pattern OF_TIME = Pattern.compile("-by-seconds|seconds-by-");

  /// A sentence about them.
  private static final String SENTENCE_OF_TIME = "(?m)^- .*seconds.*$";

  /// Seconds in a stored result, and so the hash of its content.
  private static final String STORED_TIME =
      "\"((?:milli)?seconds|sha256)\" : [^,\n]+|\"unit\" : \"seconds\"[^}]*";

  private static final Pattern CELL = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
  private static final Pattern COLUMN = Pattern.compile("\\|");

  private static final Pattern EXPLORER =
      Pattern.compile("<script type=\"application/json\".*?</script>");

  private RunResults() {}

  /// Every file that a run left, by name, without what was measured with a clock. Checkpoints hold
  /// seconds too; the results name their parameters by hash.
  static Map<String, String> of(Path run) throws Exception {
    Map<String, String> results = new TreeMap<>();
    try (var files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (name.endsWith(".ckpt") || OF_TIME.matcher(name).find()) {
          text = "";
        } else if (name.endsWith(".json")) {
          text = text.replaceAll(STORED_TIME, "");
        } else if (name.endsWith(".csv")) {
          text = withoutSeconds(text, CELL);
        } else if (name.endsWith(".md")) {
          text = withoutSeconds(text.replaceAll(SENTENCE_OF_TIME, ""), COLUMN);
        }
        if (name.endsWith(".html")) {
          text = explorer(text);
        }
        results.put(name, text);
      }
    }
    return results;
  }

  /// What a report has that no other file of the run has.
  private static String explorer(String report) {
    Matcher data = EXPLORER.matcher(report);
    return data.find() ? data.group() : "";
  }

  /// Tables without the columns that are headed by seconds.
  private static String withoutSeconds(String text, Pattern separator) {
    StringBuilder result = new StringBuilder();
    Set<Integer> columns = new TreeSet<>();
    for (String line : text.split("\n")) {
      String[] cells = separator.split(line, -1);
      if (cells.length < 3) {
        columns.clear();
      }
      for (int i = 0; i < cells.length; i++) {
        if (cells[i].contains("seconds")) {
          columns.add(i);
        }
        if (columns.contains(i)) {
          cells[i] = "";
        }
      }
      result.append(String.join("|", cells)).append('\n');
    }
    return result.toString();
  }
}
