package org.vaelab.spark;

import org.vaelab.cli.Main;
import picocli.CommandLine;

/// The program `vaelab` with the commands that need Spark.
public final class SparkMain {
  private SparkMain() {}

  public static void main(String[] arguments) {
    Main.start(arguments, SparkMain::add);
  }

  /// Adds them.
  static void add(CommandLine line) {
    line.addSubcommand(new ClusterCommand());
    line.addSubcommand(new SweepCommand());
    line.getSubcommands().get("data").addSubcommand(new ToParquetCommand());
  }
}
