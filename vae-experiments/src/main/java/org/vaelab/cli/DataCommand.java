package org.vaelab.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.data.DatasetEntry;
import org.vaelab.data.DatasetFetcher;
import org.vaelab.data.DatasetRegistry;
import org.vaelab.data.DatasetStatus;
import org.vaelab.data.Datasets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "data",
    description = "Lists and downloads data sets.",
    mixinStandardHelpOptions = true,
    subcommands = {DataCommand.ListCommand.class, DataCommand.FetchCommand.class},
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand {

  @Command(
      name = "list",
      description = "Lists the named data sets, whether they are there, and their licences.",
      mixinStandardHelpOptions = true)
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private DataDirectory dataDirectory;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      for (DatasetStatus set : Datasets.list(dataDirectory.path())) {
        out.printf("%-16s %s (%s)%n", set.name(), set.description(), set.licence());
        out.printf("%-16s %s%n", "", state(set));
      }
      return CommandLine.ExitCode.OK;
    }

    private static String state(DatasetStatus set) {
      if (set.directory().isEmpty()) {
        return "always there, generated";
      }
      String size = String.format(Locale.ROOT, "%.1f MB", set.bytes() / 1e6);
      return set.present()
          ? "in %s, %s".formatted(set.directory().get(), size)
          : "not in %s; ./vaelab data fetch %s downloads %s"
              .formatted(set.directory().get(), set.name(), size);
    }
  }

  @Command(
      name = "fetch",
      description = "Downloads a data set and checks its SHA-256; continues a broken download.",
      mixinStandardHelpOptions = true)
  static final class FetchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the data set, see: vaelab data list.")
    private String name;

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "Where to put it (default: $VAELAB_DATA, else data/).")
    private Path dataDir;

    @Override
    public Integer call() {
      DatasetEntry set =
          DatasetRegistry.find(name)
              .orElseThrow(
                  () ->
                      new CommandLine.ParameterException(
                          spec.commandLine(),
                          "There is no data set '%s' to download; there is %s."
                              .formatted(
                                  name,
                                  String.join(
                                      ", ",
                                      DatasetRegistry.entries().stream()
                                          .map(DatasetEntry::name)
                                          .toList()))));
      Path directory =
          DatasetFetcher.fetch(set, Datasets.dataDirectory(Optional.ofNullable(dataDir)));
      spec.commandLine().getOut().println(name + " is in " + directory);
      return CommandLine.ExitCode.OK;
    }
  }
}
