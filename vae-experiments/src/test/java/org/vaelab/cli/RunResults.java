package org.vaelab.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a run left, to compare it byte for byte with that of another.
final class RunResults {
  /// Pictures of measured seconds.
  private static final String OF_TIME = "elbo-by-seconds";

  /// Seconds in a stored result, and so the hash of its content.
  private static final String STORED_TIME =
      "\"(seconds|sha256)\" : [^,\n]+|\"unit\" : \"seconds\"[^}]*";

  private static final Pattern CELL = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
  private static final Pattern COLUMN = Pattern.compile("\\|");

  private RunResults() {}

  /// Every file that a run left, by name, without what was measured with a clock. Checkpoints hold
  /// seconds too; the results name their parameters by hash.
  static Map<String, String> of(Path run) throws Exception {
    Map<String, String> results = new TreeMap<>();
    try (var files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (name.endsWith(".ckpt") || name.startsWith(OF_TIME)) {
          text = "";
        } else if (name.endsWith(".json")) {
          text = text.replaceAll(STORED_TIME, "");
        } else if (name.endsWith(".csv")) {
          text = withoutSeconds(text, CELL);
        } else if (name.endsWith(".md")) {
          text = withoutSeconds(text, COLUMN);
        }
        results.put(name, text);
      }
    }
    return results;
  }

  /// Tables without the column that is headed "seconds".
  private static String withoutSeconds(String text, Pattern separator) {
    StringBuilder result = new StringBuilder();
    int column = -1;
    for (String line : text.split("\n")) {
      String[] cells = separator.split(line, -1);
      for (int i = 0; i < cells.length; i++) {
        column = cells[i].strip().equals("seconds") ? i : column;
      }
      if (column >= 0 && column < cells.length && cells.length > 2) {
        cells[column] = "";
      }
      result.append(String.join("|", cells)).append('\n');
      column = cells.length > 2 ? column : -1;
    }
    return result.toString();
  }
}
