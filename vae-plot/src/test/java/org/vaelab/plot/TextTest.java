package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;

class TextTest {

  @Property(tries = 200)
  void wrappedLinesFitAndLoseNothing(
      @ForAll @CharRange(from = 'a', to = 'm') @Chars({' ', '-'}) @StringLength(max = 80)
          String text,
      @ForAll @IntRange(min = 30, max = 300) int width) {
    List<String> lines = Text.wrap(text, Text.TICK, width);
    assertThat(lines).allMatch(line -> Text.width(line, Text.TICK) <= width);
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
  }

  @Test
  void breaksAtSpacesAndHyphens() {
    assertThat(Text.wrap("full-covariance Gaussian", Text.TICK, 90))
        .containsExactly("full-", "covariance", "Gaussian");
  }

  @Test
  void shrinksTextRatherThanBreakingWords() {
    List<String> names = List.of("autoregressive flow");
    double width = Text.width("autoregressive", Text.TICK.deriveFont(11f)) + 1;
    var font = Text.fitting(names, Text.TICK, width);
    assertThat(font.getSize()).isEqualTo(11);
    assertThat(Text.wrap(names.getFirst(), font, width)).containsExactly("autoregressive", "flow");
  }

  /// Draws a figure in a JVM that finds no fonts.
  @Test
  void namesThePackagesWhenThereAreNoFonts(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path configuration = directory.resolve("fonts.conf");
    Files.writeString(configuration, "<?xml version=\"1.0\"?><fontconfig/>");
    String classPath =
        Stream.of(TextTest.class, Figure.class, XYChart.class)
            .map(type -> location(type.getProtectionDomain().getCodeSource()))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.java2d.fontpath=" + directory,
                "-Dsun.awt.fontconfig=" + directory.resolve("missing"),
                "-cp",
                classPath,
                WithoutFonts.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("FONTCONFIG_FILE", configuration.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output).contains("install the Debian packages libfontconfig1 and fonts-dejavu-core");
  }

  private static String location(CodeSource source) {
    return Path.of(URI.create(source.getLocation().toString())).toString();
  }

  /// The program of the JVM without fonts.
  static final class WithoutFonts {

    public static void main(String[] arguments) {
      try {
        LineFigure.builder("t", "x", "y").build().png();
        System.out.println("found fonts");
      } catch (IllegalStateException expected) {
        System.out.println(expected.getMessage());
      }
    }
  }
}
