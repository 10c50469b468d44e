package org.vaelab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows must hold.
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  private static final String IMPORTS =
      """
      import java.util.*;
      import org.vaelab.data.*;
      import org.vaelab.graph.*;
      import org.vaelab.inference.*;
      import org.vaelab.evidence.*;
      import org.vaelab.model.*;
      import org.vaelab.objective.*;
      import org.vaelab.random.*;
      import org.vaelab.train.*;
      """;

  @Test
  void theLibraryExampleCompiles(@TempDir Path classes) throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    Map<Boolean, String> lines =
        block
            .group(1)
            .lines()
            .collect(
                Collectors.partitioningBy(
                    line -> line.startsWith("import "), Collectors.joining("\n")));
    String source =
        IMPORTS
            + lines.get(true)
            + "\nclass Example { void run() throws Exception {\n"
            + lines.get(false)
            + "}}";
    StringWriter messages = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none"),
                null,
                List.of(file))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
  }

  @Test
  void everyLinkedFileExists() throws Exception {
    Matcher link =
        Pattern.compile("\\]\\((?!http)([^)#]+)\\)")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    int links = 0;
    while (link.find()) {
      assertThat(ROOT.resolve(link.group(1))).exists();
      links++;
    }
    assertThat(links).isPositive();
  }
}
