package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.vaelab.Browser;
import org.vaelab.MutedProgress;
import org.vaelab.data.Idx;
import org.vaelab.lab.Lab;
import org.vaelab.lab.Trained;

/// Reports in a real browser that has no network. Skipped where Chromium is missing, but not in
/// continuous integration.
@ExtendWith(MutedProgress.class)
class ReportBrowserTest {
  private static final float LEVEL = 1 / 255f;
  private static final long LARGEST = 2 << 20;
  private static final int PHONE = 375;

  @TempDir private static Path folder;

  private static ChromeDriver browser;
  private static Path images;

  @BeforeAll
  static void open() throws Exception {
    Browser.assumeInstalled("chromium", "chromedriver");
    images = Cli.writeImages(folder);
    Idx.writeLabels(images.resolve("train-labels-idx1-ubyte"), labels(70));
    Idx.writeLabels(images.resolve("test-labels-idx1-ubyte"), labels(40));
    browser = Browser.open();
    Browser.disconnect(browser);
  }

  private static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 4);
    }
    return labels;
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  /// Opens a page; whatever it says on the console or asks for is a failure.
  private static void visit(Path page) {
    browser.manage().logs().get(LogType.BROWSER); // Of the page before.
    browser.get(page.toUri().toString());
  }

  private static void requireQuiet() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    assertThat(browser.executeScript("return performance.getEntriesByType('resource').length"))
        .isEqualTo(0L);
    assertThat(
            browser.executeScript(
                "return document.documentElement.scrollWidth <= window.innerWidth"))
        .as("the page fits the screen")
        .isEqualTo(true);
  }

  private static WebElement part(String name) {
    return browser.findElement(By.cssSelector("[data-part='%s']".formatted(name)));
  }

  /// Drags the mark; offsets from the middle of the plane.
  private static void drag(int x, int y) {
    new Actions(browser)
        .moveToElement(part("plane"), 0, 0)
        .clickAndHold()
        .moveByOffset(x, y)
        .release()
        .perform();
  }

  private static float[] floats(String script) {
    List<?> numbers = (List<?>) browser.executeScript(script);
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(numbers.get(i).toString());
    }
    return floats;
  }

  private static float[] z() {
    return floats("return [...document.querySelectorAll('.sliders input')].map(s => s.value)");
  }

  /// What the page shows, from 0 to 1.
  private static float[] image() {
    float[] levels =
        floats(
            """
            const c = document.querySelector("[data-part='image']");
            const copy = new OffscreenCanvas(c.width, c.height).getContext('2d');
            copy.drawImage(c, 0, 0);
            return [...copy.getImageData(0, 0, c.width, c.height).data].filter((v, i) => i % 4 === 0);
            """);
    for (int i = 0; i < levels.length; i++) {
      levels[i] /= 255;
    }
    return levels;
  }

  private static float[] clamped(float[] pixels) {
    float[] clamped = pixels.clone();
    for (int i = 0; i < clamped.length; i++) {
      clamped[i] = Math.clamp(clamped[i], 0, 1);
    }
    return clamped;
  }

  @ParameterizedTest
  @CsvSource({
    "2, tanh, mlp, bernoulli, stochastic, 8",
    "50, tanh, mlp, bernoulli, stochastic, '200,200'",
    "1, sigmoid, mlp, bernoulli, threshold, 8",
    "5, tanh, gated, bernoulli, stochastic, '7,9'",
    "3, elu, mlp, fixed-gaussian, none, '7,9'",
    "3, relu, mlp, gaussian, none, 8",
    "3, swish, mlp, discretised-logistic, none, 8",
    "3, tanh, mlp, lecture, none, none"
  })
  void theDecodedImageIsThatOfTheToolkit(
      int latent,
      String activation,
      String network,
      String likelihood,
      String binarisation,
      String hidden)
      throws Exception {
    Path page = folder.resolve("exploration.html");
    try (Trained trained =
        Lab.vae(Lab.data(images.toString()).binarised(binarisation))
            .latent(latent)
            .with("hidden", hidden)
            .activation(activation)
            .network(network)
            .likelihood(likelihood)
            .train(Lab.amortized().epochs(20).batch(10).learningRate(0.01))) {
      Files.writeString(page, trained.explore().page());
      assertThat(page).satisfies(file -> assertThat(Files.size(file)).isLessThan(LARGEST));
      visit(page);
      float[] first = image();
      for (int[] offset : new int[][] {{-150, 90}, {20, -130}, {200, 200}}) {
        drag(offset[0], offset[1]);
        float[] z = z();
        assertThat(z).hasSize(latent);
        float[] shown = image();
        assertThat(shown).hasSize(28 * 20).isNotEqualTo(first);
        assertThat(shown)
            .containsExactly(clamped(trained.decode(z).image(0)), Offset.offset(LEVEL));
      }
      requireQuiet();
    }
  }

  private static Path run(String experiment) {
    Path out = folder.resolve("run-" + experiment);
    if (!Files.exists(out)) {
      String options = SmallRuns.options(experiment, images);
      Cli.Outcome outcome = Cli.run(("run " + experiment + " --out " + out + options).split(" "));
      assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    }
    return out.resolve("report.html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "svi-vs-amortized",
        "inference-gap",
        "estimators",
        "posterior-2d",
        "toy-posterior",
        "mixture"
      })
  void aReportFitsEveryScreen(String experiment) {
    visit(run(experiment));
    assertThat(browser.findElements(By.cssSelector("h1, h2")))
        .extracting(WebElement::getText)
        .contains("Results", "Figures", "Settings", "Provenance")
        .doesNotContain("");
    assertThat(browser.findElements(By.cssSelector("figure svg"))).isNotEmpty();
    requireQuiet();
    Browser.narrow(browser, PHONE, 800);
    try {
      browser.navigate().refresh();
      assertThat(browser.executeScript("return window.innerWidth")).isEqualTo((long) PHONE);
      requireQuiet();
    } finally {
      Browser.wide(browser);
    }
  }

  @Test
  void modelsAndImagesAreChosen() {
    visit(run("svi-vs-amortized"));
    assertThat(part("model").findElements(By.tagName("option")))
        .extracting(WebElement::getText)
        .containsExactly("amortized", "svi-warm");
    assertThat(part("legend").getText().split("\\s+")).containsExactly("0", "1", "2", "3");
    float[] amortized = image();
    part("model").sendKeys("svi-warm");
    assertThat(image()).isNotEqualTo(amortized);

    List<WebElement> pictures = part("pictures").findElements(By.tagName("button"));
    assertThat(pictures).hasSize(24);
    pictures.get(5).click();
    pictures.get(9).click();
    assertThat(pictures.get(5).getAttribute("data-end")).isEqualTo("A");
    assertThat(pictures.get(9).getAttribute("data-end")).isEqualTo("B");
    float[] end = z();
    new Actions(browser).moveToElement(part("way")).click().perform();
    float[] middle = z();
    pictures.get(5).click();
    float[] start = z();
    for (int d = 0; d < start.length; d++) {
      assertThat(middle[d]).isCloseTo((start[d] + end[d]) / 2, Offset.offset(0.05f));
    }
    requireQuiet();
  }

  @Test
  void keysAndSlidersMoveZ() {
    visit(run("train"));
    float[] start = z();
    new Actions(browser).click(part("plane")).sendKeys("\uE014").perform(); // Right.
    float[] moved = z();
    assertThat(moved).isNotEqualTo(start);
    WebElement slider = browser.findElement(By.cssSelector(".sliders input"));
    browser.executeScript(
        "arguments[0].value = 1.25; arguments[0].dispatchEvent(new Event('input'))", slider);
    assertThat(z()[0]).isEqualTo(1.25f);
    assertThat(z()[1]).isEqualTo(moved[1]);
    part("origin").click();
    assertThat(z()).containsOnly(0);
    requireQuiet();
  }

  @Test
  void aNotebookShowsItInAFrame() throws Exception {
    Path page = folder.resolve("notebook.html");
    try (Trained trained =
        Lab.vae(Lab.data(images.toString())).latent(2).hidden(4).train(Lab.amortized().epochs(1))) {
      Files.writeString(page, trained.explore().html());
    }
    visit(page);
    browser.switchTo().frame(0);
    float[] first = image();
    drag(-120, 60);
    assertThat(image()).isNotEqualTo(first);
    browser.switchTo().defaultContent();
    requireQuiet();
  }
}
