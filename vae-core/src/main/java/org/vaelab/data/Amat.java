package org.vaelab.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads `.amat` text files of binary images: one image a line, its pixels as `0` and `1` divided
/// by blanks. The format does not tell the image's sides: lines of h*h values are taken as squares.
final class Amat {
  private Amat() {}

  /// The images, unlabelled, 0 as level 0 and 1 as level 255.
  ///
  /// @throws DataException if a line differs in length from the first, is no square, or holds
  ///     anything but 0 and 1
  /// @throws IOException if the file cannot be read
  static ImageSet read(Path file) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    int columns = 0;
    int rows = 0;
    int inRow = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      int c;
      do {
        c = in.read();
        switch (c) {
          case '0', '1' -> {
            pixels.write(c == '1' ? 255 : 0);
            inRow++;
          }
          case ' ', '\t', '\r' -> {}
          case '\n', -1 -> {
            if (inRow > 0) {
              columns = rows == 0 ? inRow : columns;
              if (inRow != columns) {
                throw new DataException(
                    "%s holds %d values in line %d but %d in the first; get the file again."
                        .formatted(file, inRow, rows + 1, columns));
              }
              rows++;
              inRow = 0;
            }
          }
          default ->
              throw new DataException(
                  ("%s holds the byte %d in line %d where only 0 and 1 may stand;"
                          + " get the file again.")
                      .formatted(file, c, rows + 1));
        }
      } while (c != -1);
    }
    int side = (int) Math.sqrt(columns);
    if (rows == 0 || side * side != columns) {
      throw new DataException(
          "%s holds %d lines of %d values, which are no square images; get the file again."
              .formatted(file, rows, columns));
    }
    return new ImageSet(rows, side, side, pixels.toByteArray(), new byte[0]);
  }
}
