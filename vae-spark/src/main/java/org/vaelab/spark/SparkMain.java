package org.vaelab.spark;

import org.vaelab.cli.Main;

/// The program `vaelab` with the commands that need Spark.
public final class SparkMain {
  private SparkMain() {}

  public static void main(String[] arguments) {
    Main.start(arguments, _ -> {});
  }
}
