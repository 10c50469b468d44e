package org.vaelab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.cli.HealthCheck.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Checks whether everything that VAE Lab needs is there, and says what to do where it is not.",
      "Exit status 0: all that is needed works; 1: a line marked FAIL says what does not."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DataDirectory dataDirectory;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Where runs will be written (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() {
    var terminal = spec.commandLine().getOut();
    boolean works = true;
    for (HealthCheck check : checks()) {
      Finding finding = check.run();
      terminal.printf("%-5s %-15s %s%n", finding.grade().label(), check.name(), finding.text());
      if (!finding.advice().isEmpty()) {
        terminal.printf("%-21s -> %s%n", "", finding.advice());
      }
      works &= finding.grade() != HealthCheck.Grade.FAILS;
    }
    terminal.println(
        works
            ? "Everything that is needed works."
            : "Something that is needed does not work: see the lines marked FAIL.");
    return works ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<HealthCheck> checks() {
    return List.of(
        new HealthCheck("JDK", () -> SystemHealth.jdk(Runtime.version().feature())),
        new HealthCheck("Maven", () -> SystemHealth.maven(System.getenv("PATH"))),
        new HealthCheck("native build", LibraryHealth::nativeBuild),
        new HealthCheck("vector module", LibraryHealth::vectorModule),
        new HealthCheck("memory", LibraryHealth::memory),
        new HealthCheck("fonts", LibraryHealth::fonts),
        new HealthCheck("Jupyter", LibraryHealth::jupyter),
        new HealthCheck("kernel", LibraryHealth::kernel),
        new HealthCheck("data sets", () -> SystemHealth.data(dataDirectory.path())),
        new HealthCheck("disk", () -> SystemHealth.disk(out)),
        new HealthCheck("output", () -> SystemHealth.writable(out)));
  }
}
