package org.vaelab.cli;

import java.util.Arrays;
import java.util.List;
import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A command whose numbers have ranges, which its help states.
interface Bounded {
  Ranges ranges();

  /// Adds the ranges to the help of all commands below.
  static void describe(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.userObject() instanceof Bounded bounded) {
      Ranges ranges = bounded.ranges();
      for (OptionSpec option : List.copyOf(spec.options())) {
        // All are taken out and put back, which keeps their order.
        ArgSpec described = described(option, ranges);
        spec.remove(option);
        spec.add(described);
      }
    }
    line.getSubcommands().values().forEach(Bounded::describe);
  }

  private static OptionSpec described(OptionSpec option, Ranges ranges) {
    for (Range range : ranges.all()) {
      if (option.longestName().equals("--" + range.option())) {
        // Picocli formats the text again, so a percent sign needs its escape back.
        String[] lines =
            Arrays.stream(option.description())
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new);
        lines[lines.length - 1] += " [%s]".formatted(range);
        return option.toBuilder().description(lines).build();
      }
    }
    return option;
  }
}
