package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vaelab.cli.Main;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import picocli.CommandLine;

/// A VAE of random weights with an encoder, and images, in a file for `evaluate`.
final class Problem {
  static final int PIXELS = 36;
  private static final int LATENT = 3;
  private static final int HIDDEN = 16;

  final Path model;
  private final Path folder;

  Problem(Path folder, int images) {
    this(folder, images, -1);
  }

  /// @param corrupt index of an image with a pixel that is no number; none if negative
  Problem(Path folder, int images, int corrupt) {
    this.folder = folder;
    model = folder.resolve("model.npz");
    SplittableRandom random = new SplittableRandom(5);
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("decoder.W0", weights(random, LATENT, HIDDEN));
    arrays.put("decoder.b0", NpyArray.of(new float[HIDDEN], HIDDEN));
    arrays.put("decoder.W1", weights(random, HIDDEN, PIXELS));
    arrays.put("decoder.b1", NpyArray.of(new float[PIXELS], PIXELS));
    arrays.put("encoder.W0", weights(random, PIXELS, HIDDEN));
    arrays.put("encoder.b0", NpyArray.of(new float[HIDDEN], HIDDEN));
    arrays.put("encoder.W1", weights(random, HIDDEN, 2 * LATENT));
    arrays.put("encoder.b1", NpyArray.of(new float[2 * LATENT], 2 * LATENT));
    float[] x = new float[images * PIXELS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    if (corrupt >= 0) {
      x[corrupt * PIXELS + 7] = Float.NaN;
    }
    arrays.put("x_test", NpyArray.of(x, images, PIXELS));
    Npz.write(model, arrays);
  }

  private static NpyArray weights(SplittableRandom random, int in, int out) {
    float[] values = new float[in * out];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 * random.nextGaussian());
    }
    return NpyArray.of(values, in, out);
  }

  /// What a command printed and its status.
  record Outcome(int status, String out, String err) {}

  /// Runs a command as the program does.
  static Outcome run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(SparkMain::add);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(arguments.toArray(String[]::new));
    return new Outcome(status, out.toString(), err.toString());
  }

  /// Evaluates all images.
  ///
  /// @param name of the file with what was found of each
  Outcome evaluate(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--npz",
                model.toString(),
                "--points=0",
                "--samples=20",
                "--optimal-steps=3",
                "--temperatures=3",
                "--chains=2",
                "--families=full",
                "--out",
                folder.resolve(name).toString()));
    arguments.addAll(List.of(options));
    return run(arguments);
  }

  /// The rows that an evaluation wrote.
  List<String> rows(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name));
  }

  /// The rows of an evaluation in this process.
  List<String> reference() throws IOException {
    Outcome outcome = evaluate("reference.csv");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isIn(0, 3);
    return rows("reference.csv");
  }
}
