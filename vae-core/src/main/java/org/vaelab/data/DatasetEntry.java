package org.vaelab.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the registry knows about a data set that can be downloaded.
///
/// @param name its name on the command line and its directory's name below the data directory
/// @param description content in one line
/// @param licence under which terms its authors offer it
/// @param addresses base addresses to download from, tried in this order
/// @param files the files that make the set
public record DatasetEntry(
    String name, String description, String licence, List<URI> addresses, List<RemoteFile> files) {

  public DatasetEntry {
    addresses = List.copyOf(addresses);
    files = List.copyOf(files);
  }

  /// One file of a set.
  ///
  /// @param name the file's name in the set's directory
  /// @param amat name of the text file to download and to convert, or empty where the file itself
  ///     is downloaded
  /// @param bytes size of the download
  /// @param sha256 hash of the file; for a converted file, of its uncompressed content, because the
  ///     bytes of a gzip file depend on what wrote it
  public record RemoteFile(String name, Optional<String> amat, long bytes, String sha256) {

    /// The name to append to a base address.
    public String remoteName() {
      return amat.orElse(name);
    }
  }

  /// The same set from other addresses, for instance a mirror.
  public DatasetEntry withAddresses(List<URI> others) {
    return new DatasetEntry(name, description, licence, others, files);
  }

  /// Size of all downloads together.
  public long downloadBytes() {
    return files.stream().mapToLong(RemoteFile::bytes).sum();
  }

  /// The set's directory below a data directory.
  public Path directory(Path dataDirectory) {
    return dataDirectory.resolve(name);
  }

  /// The names of files that are missing below a data directory. An unpacked file (without `.gz`)
  /// counts as there.
  public List<String> missing(Path dataDirectory) {
    Path directory = directory(dataDirectory);
    return files.stream()
        .map(RemoteFile::name)
        .filter(
            file ->
                !Files.isRegularFile(directory.resolve(file))
                    && !Files.isRegularFile(directory.resolve(file.replaceFirst("\\.gz$", ""))))
        .toList();
  }
}
