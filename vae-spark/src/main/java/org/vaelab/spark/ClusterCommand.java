package org.vaelab.spark;

import java.util.concurrent.Callable;
import org.vaelab.progress.InterruptedTaskException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "cluster",
    description = "A cluster of Apache Spark on this machine, to try things out (docs/spark.md).",
    mixinStandardHelpOptions = true,
    subcommands = ClusterCommand.Start.class,
    synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand {

  @Command(
      name = "start",
      description =
          "Starts a master and workers on the loopback interface, prints the URL for --master, and runs until Ctrl-C.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Start implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--workers",
        paramLabel = "N",
        defaultValue = "2",
        description = "Workers. (default: ${DEFAULT-VALUE})")
    private int workers;

    @Option(
        names = "--cores",
        paramLabel = "C",
        defaultValue = "1",
        description = "Tasks at once on each. (default: ${DEFAULT-VALUE})")
    private int cores;

    @Option(
        names = "--memory",
        paramLabel = "M",
        defaultValue = "1g",
        description =
            "Java heap for the executors of each; native memory is extra. (default: ${DEFAULT-VALUE})")
    private String memory;

    @Override
    public Integer call() {
      if (workers < 1 || cores < 1 || !memory.matches("[1-9][0-9]{0,5}[mg]")) {
        throw new ParameterException(
            spec.commandLine(),
            "A cluster needs --workers and --cores of at least 1, and a --memory such as 512m or 2g.");
      }
      try (TrialCluster cluster = TrialCluster.start()) {
        for (int worker = 0; worker < workers; worker++) {
          cluster.addWorker(cores, memory);
        }
        var out = spec.commandLine().getOut();
        out.println(cluster.url());
        out.flush();
        spec.commandLine().getErr().println("The cluster runs until Ctrl-C.");
        if (memory.matches("[1-9][0-9]{0,2}m")) {
          // Below the default of an executor a command would wait for ever.
          spec.commandLine()
              .getErr()
              .println(
                  "Give each command VAELAB_JAVA_OPTS=-Dspark.executor.memory=%s, or its executors ask for 1g."
                      .formatted(memory));
        }
        cluster.await();
        return CommandLine.ExitCode.OK;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedTaskException();
      }
    }
  }
}
