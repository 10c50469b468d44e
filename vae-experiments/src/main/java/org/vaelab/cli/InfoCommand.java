package org.vaelab.cli;

import java.util.concurrent.Callable;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.nativemath.NativeLibrary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Loads no native code, which would take most of a start; [DoctorCommand] tries it.
@Command(
    name = "info",
    description = "Shows the Java version, the ND4J backend and its native build.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.println("Java          " + Runtime.version());
    out.println("cores         " + Runtime.getRuntime().availableProcessors());
    out.println("ND4J backend  " + NativeLibrary.backendName());
    out.println("native build  " + NativeBackend.description());
    out.println(
        "engine        "
            + (PlanExecutor.expected()
                ? "compiled plans"
                : "SameDiff (no vector module, or a GPU)"));
    return CommandLine.ExitCode.OK;
  }
}
