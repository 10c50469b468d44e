package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @MethodSource("notebooks")
  void runsWithoutErrors(Path notebook, @TempDir Path output) throws Exception {
    jupyter("nbconvert", "--to", "notebook", "--execute", "--output-dir", output, notebook);
    Path executed = output.resolve(notebook.getFileName());
    assertThat(Files.readString(executed)).contains("image/png").doesNotContain("\"error\"");
    jupyter("nbconvert", "--to", "html", executed);
    assertThat(
            executed.resolveSibling(executed.getFileName().toString().replace(".ipynb", ".html")))
        .isNotEmptyFile();
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
