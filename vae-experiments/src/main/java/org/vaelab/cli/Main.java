package org.vaelab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.comparison.Strategy;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// The program `vaelab`.
@Command(
    name = "vaelab",
    description =
        "Deep latent variable models: what is log p(x), how far below is the ELBO, and why?",
    mixinStandardHelpOptions = true,
    version = "VAE Lab 0.1.0",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:It failed; one sentence says why and what to do.",
      "2:The command line is wrong; nothing was written.",
      "3:It is done, but results fail their own sanity checks (see summary.md).",
      "130:Interrupted; the run can be continued."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = "%n`./vaelab bench` times the toolkit beside libtorch (docs/bench.md).")
public final class Main {
  /// Exit status after Ctrl-C, as shells have it: 128 + SIGINT.
  static final int INTERRUPTED = 130;

  /// Exit status of results that fail their own sanity checks.
  public static final int IMPLAUSIBLE = 3;

  private static final long SECONDS_TO_SAVE = 60;

  private static final List<Class<?>> COMMANDS =
      List.of(
          CompareCommand.class,
          ExportCommand.class,
          EvaluateCommand.class,
          CompressCommand.class,
          DecompressCommand.class,
          DataCommand.class,
          NotebookCommand.class,
          KernelCommand.class,
          InfoCommand.class,
          DoctorCommand.class);

  /// What is added to the command line of this module alone.
  static final Consumer<CommandLine> NOTHING = _ -> {};

  private Main() {}

  public static void main(String[] arguments) {
    start(arguments, NOTHING);
  }

  /// Runs the program with what a module adds that this one does not know, and exits.
  ///
  /// @param addition adds commands
  public static void start(String[] arguments, Consumer<CommandLine> addition) {
    Progress.install(ProgressDisplay.forConsole());
    InterruptHook hook = InterruptHook.install(Thread.currentThread());
    int status = commandLineFor(arguments, addition).execute(arguments);
    hook.finished();
    System.exit(status);
  }

  /// The command line for these arguments alone: most of a start would go into the options of
  /// commands that they do not name.
  static CommandLine commandLineFor(String[] arguments, Consumer<CommandLine> addition) {
    List<String> given = List.of(arguments);
    // Picocli reads more arguments from a file that is given as @FILE.
    boolean more = given.stream().anyMatch(argument -> argument.startsWith("@"));
    return commandLine(name -> more || given.contains(name), addition);
  }

  /// The command line without a process around it, for tests of commands.
  public static CommandLine commandLine(Consumer<CommandLine> addition) {
    return commandLine(_ -> true, addition);
  }

  /// @param named the commands and experiments that may run; of others, help and suggestions know
  ///     name and description
  private static CommandLine commandLine(Predicate<String> named, Consumer<CommandLine> addition) {
    CommandLine line = new CommandLine(new Main());
    for (Class<?> type : COMMANDS) {
      Command command = type.getAnnotation(Command.class);
      line.addSubcommand(
          named.test(command.name())
              ? new CommandLine(type)
              : new CommandLine(outline(command.name(), command.description())));
    }
    line.addSubcommand(RunCommand.line(named));
    addition.accept(line);
    if (named.test("evaluate")) {
      SettingOptions.add(
          line.getSubcommands().get("evaluate").getCommandSpec(), EvaluateCommand.FORM);
    }
    if (named.test("compress")) {
      SettingOptions.add(
          line.getSubcommands().get("compress").getCommandSpec(), CompressCommand.FORM);
    }
    SettingOptions.register(line, Preset.class);
    SettingOptions.register(line, Engine.class);
    SettingOptions.register(line, Strategy.class);
    return line.setUsageHelpAutoWidth(true)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::report);
  }

  /// A command without options, for the list of commands.
  static CommandSpec outline(String name, String... description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description);
    return spec;
  }

  /// One sentence for what the user can mend, a stack trace for what only we can.
  private static int report(
      Exception exception, CommandLine command, CommandLine.ParseResult arguments)
      throws Exception {
    if (exception instanceof InterruptedTaskException) {
      return INTERRUPTED;
    }
    String sentence = Failures.sentence(exception, command).orElse(null);
    if (sentence == null) {
      throw exception;
    }
    command.getErr().println("vaelab: " + sentence);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /// Runs the command. Errors do not reach [#report], which picocli calls for exceptions; those of
  /// memory have a sentence, also where a library's initialisation ran into them.
  private static int execute(CommandLine.ParseResult arguments) {
    try {
      NativeBackend.select();
      return written(new CommandLine.RunLast().execute(arguments), arguments);
    } catch (Error e) {
      CommandLine command = arguments.asCommandLineList().getLast();
      command.getErr().println("vaelab: " + Failures.sentence(e, command).orElseThrow(() -> e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /// A writer keeps its errors to itself: a result that a full disk swallowed is no success.
  private static int written(int status, CommandLine.ParseResult arguments) {
    CommandLine command = arguments.asCommandLineList().getLast();
    // picocli may wrap System.out in a writer that does not pass on its errors.
    if (command.getOut().checkError() | System.out.checkError()) {
      command
          .getErr()
          .println(
              "vaelab: The output could not be written in full; send it where there is space and whose reader stays.");
      return status == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : status;
    }
    return status;
  }

  /// One sentence and where to look: the whole usage text would push the sentence off the screen.
  private static int refuse(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("vaelab: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  /// Turns Ctrl-C into an interruption of the working thread and waits until it has saved its work.
  private static final class InterruptHook {
    private volatile boolean finished;

    static InterruptHook install(Thread worker) {
      InterruptHook hook = new InterruptHook();
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hook.stop(worker)));
      } catch (IllegalStateException e) {
        System.exit(INTERRUPTED); // A signal came first: waits for the end, which has begun.
      }
      return hook;
    }

    void finished() {
      finished = true;
    }

    private void stop(Thread worker) {
      if (finished) {
        return;
      }
      worker.interrupt();
      try {
        // The worker never returns from System.exit while hooks run, so its end is `finished`.
        for (long waited = 0;
            !finished && waited < TimeUnit.SECONDS.toMillis(SECONDS_TO_SAVE);
            waited += 50) {
          Thread.sleep(50);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
