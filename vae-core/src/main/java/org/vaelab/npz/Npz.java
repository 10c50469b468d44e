package org.vaelab.npz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.vaelab.files.AtomicFile;

/// Named arrays in a `.npz` file, as `numpy.savez` and `numpy.load` write and read them.
public final class Npz {
  private static final String SUFFIX = ".npy";
  // 1980-01-01T12:00Z, so that equal arrays give equal files.
  private static final long FIXED_TIME = 315_576_000_000L;

  private static final long MOST_BYTES = Integer.MAX_VALUE - 64;
  private static final int MEMORY_SHARE = 4;
  private static final int MOST_DEFLATED = 1032;

  private Npz() {}

  /// Writes a file whole or not at all, as [AtomicFile] does.
  ///
  /// @throws NpzException if that fails
  public static void write(Path file, Map<String, NpyArray> arrays) {
    try {
      AtomicFile.write(
          file,
          out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
              ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
              entry.setTime(FIXED_TIME);
              zip.putNextEntry(entry);
              zip.write(NpyFormat.write(array.getValue()));
              zip.closeEntry();
            }
            zip.finish();
          });
    } catch (IOException e) {
      throw new NpzException(
          "The file %s cannot be written (%s); free some space or choose another file."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// All arrays of a file by name, in the file's order.
  ///
  /// @throws NpzException if there is no such file, it is damaged or not what NumPy writes
  public static Map<String, NpyArray> read(Path file) {
    return read(file, name -> true);
  }

  /// The wanted arrays of a file by name, in the file's order. Others are neither unpacked nor
  /// looked at, whatever their type.
  ///
  /// @throws NpzException if there is no such file, or a wanted array is damaged or not what NumPy
  ///     writes
  public static Map<String, NpyArray> read(Path file, Predicate<String> wanted) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    readEntries(
        file,
        (zip, entry, name) -> {
          if (wanted.test(name)) {
            String what = "Array '%s' of %s".formatted(name, file);
            arrays.put(name, NpyFormat.read(unpack(zip, entry, what), what));
          }
        });
    return arrays;
  }

  /// The names of all arrays of a file, in the file's order.
  ///
  /// @throws NpzException if there is no such file or it is no archive
  public static Set<String> names(Path file) {
    Set<String> names = new LinkedHashSet<>();
    readEntries(file, (zip, entry, name) -> names.add(name));
    return names;
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(ZipFile zip, ZipEntry entry, String name) throws IOException;
  }

  private static void readEntries(Path file, Visitor visitor) {
    // Opening a pipe would wait for a writer, and a device may never end.
    if (!Files.isRegularFile(file)) {
      throw new NpzException(
          Files.exists(file)
              ? "%s is no regular file; name an .npz file.".formatted(file)
              : "There is no file %s.".formatted(file));
    }
    Set<String> seen = new HashSet<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!seen.add(name)) {
          throw new NpzException(
              "%s holds '%s' twice; save each array once.".formatted(file, name));
        }
        if (name.endsWith(SUFFIX)) {
          visitor.visit(zip, entry, name.substring(0, name.length() - SUFFIX.length()));
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new NpzException(
          "%s is no .npz file, or damaged (%s); save the arrays with numpy.savez."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new NpzException("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
  }

  /// The bytes of an entry, which must be as many as it declares and have the checksum that it
  /// declares. `ZipFile` verifies neither.
  private static byte[] unpack(ZipFile zip, ZipEntry entry, String what) throws IOException {
    long size = entry.getSize();
    long most = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
    if (size > most) {
      throw new NpzException(
          "%s takes %d MB, more than the %d MB that fit; leave it out, or give more memory with VAELAB_JAVA_OPTS=-Xmx."
              .formatted(what, size >> 20, most >> 20));
    }
    // Deflate never shrinks more than this, so a small file cannot ask for much memory.
    if (size < 0 || size / MOST_DEFLATED - 1 > entry.getCompressedSize()) {
      throw new NpzException(what + " declares an impossible size; the file is damaged.");
    }
    byte[] bytes;
    boolean ended;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes((int) size);
      ended = in.read() < 0;
    } catch (ZipException | EOFException e) {
      throw new NpzException(
          "%s cannot be unpacked (%s); the file is damaged.".formatted(what, e.getMessage()), e);
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (bytes.length != size || !ended || checksum.getValue() != entry.getCrc()) {
      throw new NpzException(
          what + " does not have the size and checksum that it declares; the file is damaged.");
    }
    return bytes;
  }
}
