package org.vaelab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.kernel.install.JvmOptions;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.KernelSpec;

/// The notebooks, and the kernel under Jupyter's own tools. Skipped where Jupyter is missing, but
/// not in continuous integration.
class NotebookTest {
  private static final Path NOTEBOOKS = Path.of("..", "notebooks");
  private static final Pattern SOLUTION = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir private static Path data;

  @BeforeAll
  static void install() throws Exception {
    boolean jupyter =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "jupyter-nbconvert")));
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(jupyter, "Jupyter's nbconvert is not installed");
    }
    assertThat(jupyter).isTrue();
    new KernelInstaller(new PrintWriter(Writer.nullWriter()))
        .install(KernelSpec.of(data, "vaelab"), JvmOptions.standard(), false);
  }

  static List<Path> notebooks() throws Exception {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  /// The notebook and, after its last cell, the folded solutions of its exercises.
  @ParameterizedTest
  @MethodSource("notebooks")
  void runsWithoutErrors(Path notebook, @TempDir Path output) throws Exception {
    Path solved = Files.writeString(output.resolve("solved.ipynb"), solved(notebook));
    jupyter("nbconvert", "--to", "notebook", "--execute", "--output", "executed", solved);
    Path executed = output.resolve("executed.ipynb");
    assertThat(Files.readString(executed)).contains("image/png").doesNotContain("\"error\"");
    jupyter("nbconvert", "--to", "html", executed);
    assertThat(
            executed.resolveSibling(executed.getFileName().toString().replace(".ipynb", ".html")))
        .isNotEmptyFile();
  }

  private static String solved(Path notebook) throws Exception {
    JsonObject json = JsonParser.parseString(Files.readString(notebook)).getAsJsonObject();
    JsonArray cells = json.getAsJsonArray("cells");
    List<String> solutions = new ArrayList<>();
    for (var cell : cells) {
      String text = source(cell);
      if (text.contains("Exercise")) {
        List<String> found = SOLUTION.matcher(text).results().map(match -> match.group(1)).toList();
        assertThat(found).as("solutions in Java of the exercise of %s", notebook).isNotEmpty();
        solutions.addAll(found);
      }
    }
    for (String solution : solutions) {
      JsonObject cell = new JsonObject();
      cell.addProperty("cell_type", "code");
      cell.addProperty("id", "solution-" + cells.size());
      cell.add("metadata", new JsonObject());
      cell.add("execution_count", JsonNull.INSTANCE);
      cell.add("outputs", new JsonArray());
      cell.addProperty("source", solution);
      cells.add(cell);
    }
    return new GsonBuilder().serializeNulls().create().toJson(json);
  }

  /// A cell's text, which nbformat has as one string or as lines.
  private static String source(JsonElement cell) {
    JsonElement source = cell.getAsJsonObject().get("source");
    return source.isJsonPrimitive()
        ? source.getAsString()
        : source.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsString)
            .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void isCommittedWithOutputs(Path notebook) throws Exception {
    JsonObject json = JsonParser.parseString(Files.readString(notebook)).getAsJsonObject();
    assertThat(json.toString()).contains("image/png").doesNotContain("\"output_type\":\"error\"");
    assertThat(
            json.getAsJsonObject("metadata")
                .getAsJsonObject("kernelspec")
                .get("name")
                .getAsString())
        .isEqualTo("vaelab");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void linesFitAPrintedPage(Path notebook) throws Exception {
    JsonObject json = JsonParser.parseString(Files.readString(notebook)).getAsJsonObject();
    for (var cell : json.getAsJsonArray("cells")) {
      if (cell.getAsJsonObject().get("cell_type").getAsString().equals("code")) {
        for (var line : cell.getAsJsonObject().getAsJsonArray("source")) {
          assertThat(line.getAsString().stripTrailing()).hasSizeLessThanOrEqualTo(100);
        }
      }
    }
  }

  /// The exported page, printed as a reader would: the chart is there, and as large as it should
  /// be.
  @Test
  void chartsSurviveTheExportAndItsPrint(@TempDir Path output) throws Exception {
    Optional<Path> chromium = program("chromium");
    Optional<Path> rasteriser = program("pdftoppm");
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(
          chromium.isPresent() && rasteriser.isPresent(), "chromium or pdftoppm is not installed");
    }
    Path notebook = output.resolve("chart.ipynb");
    Files.writeString(
        notebook,
        """
        {"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null,
          "outputs": [], "source": [
            "new BarFigure(\\"bars\\", \\"x\\", \\"y\\", List.of(\\"a\\"), List.of(\\n",
            "    new BarFigure.Bars(\\"b\\", new double[] {1}, new double[] {0.1})),\\n",
            "    BarFigure.Style.GROUPED)"]}],
         "metadata": {"kernelspec": {"name": "vaelab", "display_name": "x", "language": "java"}},
         "nbformat": 4, "nbformat_minor": 5}
        """);
    jupyter("nbconvert", "--to", "html", "--execute", "--output-dir", output, notebook);
    Path page = output.resolve("chart.html");
    assertThat(Files.readString(page)).contains("data:image/png;base64,");
    Path pdf = output.resolve("chart.pdf");
    start(
        List.of(
            chromium.orElseThrow().toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--user-data-dir=" + output.resolve("profile"),
            "--print-to-pdf=" + pdf,
            page.toUri().toString()));
    start(
        List.of(
            rasteriser.orElseThrow().toString(),
            "-r",
            "72",
            "-png",
            pdf.toString(),
            output.resolve("sheet").toString()));
    // At 72 dots per inch the bar of a chart of normal size covers thousands of coloured dots.
    assertThat(coloured(output)).isBetween(3_000L, 150_000L);
  }

  /// Counts the dots of all printed pages that are strongly coloured, as bars are and text is not.
  private static long coloured(Path directory) throws Exception {
    long count = 0;
    try (var sheets = Files.newDirectoryStream(directory, "sheet*.png")) {
      for (Path sheet : sheets) {
        BufferedImage image = ImageIO.read(sheet.toFile());
        for (int y = 0; y < image.getHeight(); y++) {
          for (int x = 0; x < image.getWidth(); x++) {
            Color dot = new Color(image.getRGB(x, y));
            int most = Math.max(dot.getRed(), Math.max(dot.getGreen(), dot.getBlue()));
            int least = Math.min(dot.getRed(), Math.min(dot.getGreen(), dot.getBlue()));
            count += most - least > 60 ? 1 : 0;
          }
        }
      }
    }
    return count;
  }

  private static void start(List<String> command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  void aFailingCellFailsTheConversion(@TempDir Path output) throws Exception {
    Path notebook = output.resolve("bad.ipynb");
    Files.writeString(
        notebook,
        """
        {"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null,
          "outputs": [], "source": ["int x = 1 / 0;"]}],
         "metadata": {"kernelspec": {"name": "vaelab", "display_name": "x", "language": "java"}},
         "nbformat": 4, "nbformat_minor": 5}
        """);
    assertThat(run("nbconvert", "--to", "notebook", "--execute", notebook)).isNotZero();
  }

  private static void jupyter(Object... arguments) throws Exception {
    assertThat(run(arguments)).isZero();
  }

  private static int run(Object... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of("jupyter"), Stream.of(arguments).map(Object::toString)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("JUPYTER_PATH", data.toString());
    return builder.start().waitFor();
  }
}
