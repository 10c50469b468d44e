package org.vaelab.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.vaelab.cli.Main;
import picocli.CommandLine;

/// Runs the command line with the commands of this module inside the test's own process.
public final class Cli {
  private Cli() {}

  public record Outcome(int status, String out, String err) {}

  public static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(SparkMain::add);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }
}
