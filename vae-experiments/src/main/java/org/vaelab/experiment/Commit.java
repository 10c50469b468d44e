package org.vaelab.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The commit of this project that the build was made from.
final class Commit {
  private static final String FILE = "commit.properties"; // The build writes it.
  private static final String UNKNOWN = "unknown";

  private Commit() {}

  /// The full identifier, with "-dirty" after it if sources differed from the commit; "unknown" for
  /// sources without a history.
  static String current() {
    Properties properties = new Properties();
    try (InputStream file = Commit.class.getResourceAsStream(FILE)) {
      if (file == null) {
        return UNKNOWN;
      }
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("git.commit.id.full", UNKNOWN);
    return Boolean.parseBoolean(properties.getProperty("git.dirty")) ? commit + "-dirty" : commit;
  }
}
