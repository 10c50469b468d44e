package org.vaelab.data;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.data.DatasetEntry.RemoteFile;
import org.vaelab.files.AtomicFile;
import org.vaelab.files.Sha256;

/// Downloads registered data sets. A file appears under its own name only when its SHA-256 is
/// right; until then it is `NAME.part`, which the next run continues.
public final class DatasetFetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private DatasetFetcher() {}

  /// Downloads what is not there yet. A file that is there with the right hash is left alone; one
  /// with a wrong hash is replaced.
  ///
  /// @param set what to download; [DatasetEntry#withAddresses] makes it come from elsewhere
  /// @param dataDirectory the set goes to the directory of its name below
  /// @return the set's directory
  /// @throws DataException if no address delivers the right file, or the disk does not take it
  /// @throws org.vaelab.progress.InterruptedTaskException if the thread is interrupted
  public static Path fetch(DatasetEntry set, Path dataDirectory) {
    return fetch(set, dataDirectory, PATIENCE);
  }

  /// @param patience how long a server may take to answer, or to send the next bytes
  static Path fetch(DatasetEntry set, Path dataDirectory, Duration patience) {
    Path directory = set.directory(dataDirectory);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new DataException(
          "Cannot make the directory %s (%s); name another one with --data-dir."
              .formatted(directory, Download.describe(e)),
          e);
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NORMAL)
            .build()) {
      for (RemoteFile file : set.files()) {
        fetch(client, set, file, directory, patience);
      }
    }
    return directory;
  }

  private static void fetch(
      HttpClient client, DatasetEntry set, RemoteFile file, Path directory, Duration patience) {
    Path target = directory.resolve(file.name());
    try {
      AtomicFile.requireReplaceable(target);
    } catch (IOException e) {
      throw Download.cannotWrite(target, e);
    }
    if (Files.exists(target) && verified(file, target)) {
      return;
    }
    Path part = directory.resolve(file.remoteName() + ".part");
    Download download =
        new Download(
            client,
            "downloading " + set.name() + "/" + file.remoteName(),
            part,
            file.bytes(),
            patience);
    List<String> failures = new ArrayList<>();
    for (URI base : set.addresses()) {
      URI address = append(base, file.remoteName());
      try {
        download.from(address);
        install(file, part, target);
        return;
      } catch (IOException e) {
        failures.add(address + ": " + Download.describe(e));
      }
    }
    throw new DataException(
        ("Could not download %s (%s); check the network and run the command again,"
                + " or put the file there yourself.")
            .formatted(target, String.join("; ", failures)));
  }

  /// Verifies a complete part file and gives it its name.
  ///
  /// @throws IOException if it is not the right file; the part file is deleted then
  private static void install(RemoteFile file, Path part, Path target) throws IOException {
    if (file.amat().isPresent()) {
      convert(file, part, target);
      return;
    }
    requireHash(file, Sha256.ofFile(part), part);
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Download.cannotWrite(target, e);
    }
  }

  private static void convert(RemoteFile file, Path part, Path target) throws IOException {
    ImageSet images;
    try {
      images = Amat.read(part);
    } catch (DataException e) {
      Files.delete(part);
      throw new IOException("not the text file that was expected, deleted", e);
    }
    requireHash(file, Idx.contentSha256(images), part);
    Idx.writeImages(target, images);
    Files.delete(part);
  }

  private static void requireHash(RemoteFile file, String found, Path part) throws IOException {
    if (!found.equals(file.sha256())) {
      Files.delete(part);
      throw new IOException(
          "wrong content, deleted (SHA-256 %s, expected %s)".formatted(found, file.sha256()));
    }
  }

  private static boolean verified(RemoteFile file, Path target) {
    try {
      return file.sha256()
          .equals(
              file.amat().isPresent()
                  ? Idx.contentSha256(Idx.readImages(target))
                  : Sha256.ofFile(target));
    } catch (IOException | DataException e) {
      return false;
    }
  }

  private static URI append(URI base, String name) {
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text + name : text + "/" + name);
  }
}
