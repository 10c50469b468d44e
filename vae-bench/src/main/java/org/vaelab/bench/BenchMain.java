package org.vaelab.bench;

import org.vaelab.cli.Main;

/// The program `vaelab` with the command `bench`.
public final class BenchMain {
  private BenchMain() {}

  public static void main(String[] arguments) {
    Main.start(arguments, line -> line.addSubcommand(new BenchCommand()));
  }
}
