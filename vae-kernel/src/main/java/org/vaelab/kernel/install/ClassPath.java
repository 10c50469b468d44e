package org.vaelab.kernel.install;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// The class path that a kernel runs with.
///
/// @param entries jars and directories, absolute
record ClassPath(List<Path> entries) {

  /// That of this process.
  static ClassPath current() {
    return new ClassPath(
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().normalize())
            .filter(Files::exists)
            .toList());
  }

  /// One line per entry with what tells that it changed.
  String fingerprint() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path entry : entries) {
      text.append(entry).append('\t').append(newest(entry)).append('\n');
    }
    return text.toString();
  }

  private static String newest(Path entry) throws IOException {
    try (Stream<Path> files = Files.walk(entry)) {
      long time = 0;
      long size = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        time = Math.max(time, Files.getLastModifiedTime(file).toMillis());
        size += Files.size(file);
      }
      return size + "\t" + time;
    }
  }

  /// The same with each directory packed into a jar, and each jar that Maven built copied: the next
  /// build writes over them.
  ///
  /// @param jars where the jars go
  ClassPath packed(Path jars) throws IOException {
    List<Path> packed = new ArrayList<>();
    for (Path entry : entries) {
      Path jar = jars.resolve("classes-%d.jar".formatted(packed.size()));
      if (Files.isDirectory(entry)) {
        packed.add(pack(entry, jar));
      } else if (entry.getParent().endsWith("target")) {
        packed.add(copy(entry, jar));
      } else {
        packed.add(entry);
      }
    }
    return new ClassPath(packed);
  }

  private static Path copy(Path built, Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    Path temporary = jar.resolveSibling(jar.getFileName() + ".tmp");
    Files.copy(built, temporary, StandardCopyOption.REPLACE_EXISTING);
    return Files.move(temporary, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path pack(Path directory, Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    Path temporary = jar.resolveSibling(jar.getFileName() + ".tmp");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(temporary));
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
        ZipEntry zipEntry = new ZipEntry(name);
        zipEntry.setLastModifiedTime(Files.getLastModifiedTime(file));
        out.putNextEntry(zipEntry);
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return Files.move(temporary, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
