package org.vaelab.npz;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Named arrays in a `.npz` file, as `numpy.savez` and `numpy.load` write and read them.
public final class Npz {
  private static final String SUFFIX = ".npy";
  // 1980-01-01T12:00Z, so that equal arrays give equal files.
  private static final long FIXED_TIME = 315_576_000_000L;

  private Npz() {}

  /// Writes to a temporary name beside `file` and renames it.
  ///
  /// @throws NpzException if that fails
  public static void write(Path file, Map<String, NpyArray> arrays) {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    try {
      Files.createDirectories(absolute.getParent());
      // A FileOutputStream, for a channel fails when the thread is interrupted.
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(new FileOutputStream(temporary.toFile())))) {
        for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
          ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
          entry.setTime(FIXED_TIME);
          zip.putNextEntry(entry);
          zip.write(NpyFormat.write(array.getValue()));
          zip.closeEntry();
        }
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new NpzException(
          "The file %s cannot be written (%s); free some space or choose another directory."
              .formatted(file, e),
          e);
    }
  }

  /// All arrays of a file by name, in the file's order.
  ///
  /// @throws NpzException if there is no such file or it is not what NumPy writes
  public static Map<String, NpyArray> read(Path file) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.getName().endsWith(SUFFIX)) {
          throw new NpzException(
              "%s holds '%s', which is no array; save the arrays with numpy.savez."
                  .formatted(file, entry.getName()));
        }
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(
              name, NpyFormat.read(in.readAllBytes(), "Array '%s' of %s".formatted(name, file)));
        }
      }
    } catch (NoSuchFileException e) {
      throw new NpzException("There is no file %s.".formatted(file), e);
    } catch (ZipException e) {
      throw new NpzException(
          "%s is no .npz file (%s); save the arrays with numpy.savez."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new NpzException("%s cannot be read (%s).".formatted(file, e), e);
    }
    return arrays;
  }
}
