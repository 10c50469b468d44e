package org.vaelab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.vaelab.data.DatasetEntry.RemoteFile;

/// The data sets that can be downloaded, as listed in the resource `datasets.properties`.
public final class DatasetRegistry {
  private static final String RESOURCE = "datasets.properties";
  private static final List<DatasetEntry> ENTRIES = load();

  private DatasetRegistry() {}

  /// All sets, in the resource's order.
  public static List<DatasetEntry> entries() {
    return ENTRIES;
  }

  public static Optional<DatasetEntry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  private static List<DatasetEntry> load() {
    Properties properties = new Properties();
    try (InputStream in = DatasetRegistry.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words(properties, "sets").map(name -> entry(properties, name)).toList();
  }

  private static DatasetEntry entry(Properties properties, String name) {
    return new DatasetEntry(
        name,
        required(properties, name + ".description"),
        required(properties, name + ".licence"),
        words(properties, name + ".addresses").map(URI::create).toList(),
        words(properties, name + ".files").map(file -> file(properties, name, file)).toList());
  }

  private static RemoteFile file(Properties properties, String set, String file) {
    String prefix = set + "." + file;
    return new RemoteFile(
        file,
        Optional.ofNullable(properties.getProperty(prefix + ".amat")),
        Long.parseLong(required(properties, prefix + ".bytes")),
        required(properties, prefix + ".sha256"));
  }

  private static Stream<String> words(Properties properties, String key) {
    return Arrays.stream(required(properties, key).split("\\s+"));
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException(RESOURCE + " lacks the key " + key + ".");
    }
    return value.strip();
  }
}
