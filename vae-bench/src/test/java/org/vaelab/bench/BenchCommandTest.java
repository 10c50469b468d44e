package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.cli.Main;
import picocli.CommandLine;

class BenchCommandTest {
  @TempDir private Path folder;

  private record Outcome(int status, String err) {}

  private static Outcome run(String... arguments) {
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(line -> line.addSubcommand(new BenchCommand()))
            .setOut(new PrintWriter(new StringWriter(), true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(status, err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cases train-7 | There is no case 'train-7'; choose from train-20, train-100, train-1000, svi-100, svi-1000, iwae, conv-100, vamp-100, flow-svi-100, made-100, gmm.",
        "--rounds 0 | --rounds must be at least 1, not 0.",
        "--threads 0 | --threads must be at least 1, not 0.",
        "--scaling --json x.json | --json goes with the comparison; leave out --scaling.",
        "--cores --json x.json | --json goes with the comparison; leave out --cores.",
        "--cores --scaling | --scaling and --cores are two measurements; name one.",
        "--scaling --cases iwae | --cases goes with the comparison; leave out --scaling."
      })
  void badOptionsAreRefusedInOneSentence(String options, String sentence) {
    Path out = folder.resolve("run");
    Outcome outcome = run(("bench --out " + out + " " + options).split(" "));
    assertThat(outcome.status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(outcome.err()).startsWith("vaelab: " + sentence + System.lineSeparator());
    assertThat(out).doesNotExist();
  }

  @Test
  void aDirectoryWithResultsIsNotOverwritten() throws Exception {
    Files.writeString(folder.resolve("times.csv"), "precious");
    Outcome outcome = run("bench", "--out", folder.toString());
    assertThat(outcome.status()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(outcome.err()).contains("is not empty");
    assertThat(folder.resolve("times.csv")).hasContent("precious");
  }
}
