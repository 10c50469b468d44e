package org.vaelab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The versions in which known vulnerabilities are mended (`docs/security.md`) are those that run.
class KnownVulnerabilitiesTest {
  private static final Map<String, String> MENDED_IN =
      Map.of(
          "commons-compress", "1.26.0",
          "commons-io", "2.14.0",
          "commons-lang3", "3.18.0",
          "commons-net", "3.9.0",
          "gson", "2.8.9");

  private static Stream<String> libraries() {
    return MENDED_IN.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void isNewEnough(String artifact) {
    Version found = version(artifact).orElseThrow();
    assertThat(found).isGreaterThanOrEqualTo(Version.parse(MENDED_IN.get(artifact)));
  }

  private static Optional<Version> version(String artifact) {
    Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-([0-9][0-9.]*)\\.jar");
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> jar.matcher(Path.of(entry).getFileName().toString()))
        .filter(Matcher::matches)
        .map(matcher -> Version.parse(matcher.group(1)))
        .findFirst();
  }
}
