package org.vaelab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import picocli.CommandLine;

/// Runs the command line inside the test's own process.
final class Cli {
  private Cli() {}

  record Outcome(int status, String out, String err) {}

  static Outcome run(String... arguments) {
    return run(Main.commandLineFor(arguments, Main.NOTHING), arguments);
  }

  static Outcome run(CommandLine line, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }

  /// Runs an experiment.
  ///
  /// @param options separated by spaces
  static Outcome start(String experiment, Path out, String options) {
    List<String> arguments = new ArrayList<>(List.of("run", experiment, "--out", out.toString()));
    arguments.addAll(List.of(options.strip().split(" ")));
    return run(arguments.toArray(String[]::new));
  }

  /// The cells of a table without its header. A cell between quotation marks may hold commas.
  static List<String[]> rows(Path csv) throws Exception {
    return Files.readAllLines(csv).stream()
        .skip(1)
        .map(line -> line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
        .toList();
  }

  static double number(String[] row, int column) {
    return Double.parseDouble(row[column]);
  }

  /// Writes 70 training and 40 test images of 28 x 20 pixels (nothing may assume a square), and
  /// returns their directory.
  static Path writeImages(Path folder) throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    Idx.writeImages(own.resolve("train-images-idx3-ubyte"), images(70));
    Idx.writeImages(own.resolve("test-images-idx3-ubyte.gz"), images(40));
    return own;
  }

  private static ImageSet images(int count) {
    byte[] pixels = new byte[count * 28 * 20];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / 20 % 28;
      int image = i / (28 * 20);
      pixels[i] = (byte) (row / 7 == image % 4 ? 230 : 20);
    }
    return new ImageSet(count, 28, 20, pixels, new byte[0]);
  }
}
