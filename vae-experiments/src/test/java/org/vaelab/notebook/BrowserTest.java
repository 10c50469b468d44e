package org.vaelab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.vaelab.Browser;
import org.vaelab.kernel.install.JvmOptions;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.KernelSpec;

/// Notebook 07 in a real browser on a real notebook server. Skipped where Chromium or the classic
/// notebook is missing, but not in continuous integration.
class BrowserTest {
  private static final String NOTEBOOK = "07-svi-vs-amortized.ipynb";
  private static final String TOKEN = "browser-test";
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @TempDir private static Path folder;

  private static Process server;
  private static ChromeDriver browser;

  @BeforeAll
  static void open() throws Exception {
    Browser.assumeInstalled("chromium", "chromedriver", "jupyter-notebook");
    Path data = folder.resolve("jupyter");
    new KernelInstaller(new PrintWriter(Writer.nullWriter()))
        .install(KernelSpec.of(data, "vaelab"), JvmOptions.standard(), false);
    Files.copy(Path.of("..", "notebooks", NOTEBOOK), folder.resolve(NOTEBOOK));
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                Browser.program("jupyter-notebook").orElseThrow().toString(),
                "--no-browser",
                "--allow-root",
                "--port=" + port,
                "--NotebookApp.token=" + TOKEN,
                "--notebook-dir=" + folder)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile());
    builder.environment().put("JUPYTER_PATH", data.toString());
    server = builder.start();
    browser = Browser.open();
    String url = "http://localhost:%d/notebooks/%s?token=%s".formatted(port, NOTEBOOK, TOKEN);
    await(
        "the notebook with its kernel",
        () -> {
          if (!is("window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel")) {
            visit(url);
            return false;
          }
          return is("Jupyter.notebook.kernel.is_connected() && !Jupyter.notebook.kernel_busy");
        });
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
      server.waitFor();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void visit(String url) {
    try {
      browser.get(url);
      pause(3000);
    } catch (org.openqa.selenium.WebDriverException e) {
      pause(500); // The server is not up yet.
    }
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting for %s", what).isLessThan(end);
      pause(200);
    }
  }

  private static boolean is(String condition) {
    return Boolean.TRUE.equals(browser.executeScript("return !!(" + condition + ");"));
  }

  private static String outputOf(String cell) {
    Object text =
        browser.executeScript(
            "return Jupyter.notebook.get_cell(%s).element.find('.output').html() || '';"
                .formatted(cell));
    return String.valueOf(text);
  }

  /// Adds a cell at the end and runs it.
  private static void runNew(String code) {
    browser.executeScript(
        "const n = Jupyter.notebook; const c = n.insert_cell_at_bottom('code'); c.set_text(arguments[0]); c.execute();",
        code);
  }

  private static final String LAST = "Jupyter.notebook.ncells() - 1";

  @Test
  void notebookRunsWithLiveProgressStopsAndGoesOn() {
    browser.executeScript(
        "Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells();");
    Set<String> seen = new HashSet<>();
    await(
        "all cells",
        () -> {
          seen.add(outputOf("3"));
          return is(
              "!Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(c => c.cell_type !== 'code' || typeof c.input_prompt_number === 'number')");
        });
    assertThat(seen).as("states of the progress display").hasSizeGreaterThan(3);
    assertThat(is("document.querySelectorAll('.output_error').length === 0")).isTrue();
    Number pictures =
        (Number)
            browser.executeScript(
                "return [...document.querySelectorAll('.output img, .output svg')].filter(p => p.getBoundingClientRect().width > 200 && (p.tagName !== 'IMG' || p.naturalWidth > 200)).length;");
    assertThat(pictures.intValue()).as("live charts, bars and curves").isGreaterThanOrEqualTo(4);

    runNew("var endless = vae.train(Lab.amortized().epochs(100_000));");
    await("the endless training", () -> outputOf(LAST).contains("training"));
    browser
        .findElement(
            By.cssSelector("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']"))
        .click();
    // The page calls the kernel idle as soon as it has answered the request, before the cell ends;
    // a cell that is run before the end of one that was stopped is left out, as Jupyter does.
    await(
        "the stop",
        () ->
            outputOf(LAST).contains("Interrupted")
                && is(
                    "typeof Jupyter.notebook.get_cell(%s).input_prompt_number === 'number'"
                        .formatted(LAST)));

    runNew("endless.parameters().values().isEmpty() ? 0 : 6 * 7");
    await("the next result", () -> outputOf(LAST).contains("42"));
  }
}
