package org.vaelab.cli;

import java.util.function.Function;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// Options that are the settings of a record.
final class SettingOptions {
  private SettingOptions() {}

  /// Adds an option for each setting to a command.
  static void add(CommandSpec command, SettingsForm<?> form) {
    command.mixinStandardHelpOptions(false); // It comes back as the last in the help.
    form.settings().forEach(setting -> command.addOption(option(setting)));
    command.mixinStandardHelpOptions(true);
  }

  private static OptionSpec option(SettingSpec setting) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + setting.option())
            .type(setting.type() instanceof Class<?> one ? one : Object.class)
            // Picocli formats the text.
            .description(setting.description().replace("%", "%%"));
    if (setting.isSwitch()) {
      return option.build();
    }
    return option
        .arity("1")
        .paramLabel(setting.unit())
        .completionCandidates(setting.choices())
        .converters(converter(setting::parse))
        .build();
  }

  /// Lets the options of a command line that are of a type be given as settings are.
  static <E extends Enum<E>> void register(CommandLine line, Class<E> type) {
    line.registerConverter(type, converter(text -> SettingSpec.constant(type, text)));
  }

  private static <V> ITypeConverter<V> converter(Function<String, V> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /// The record with the values that were given, and the preset's for all others.
  static <C> C read(CommandSpec command, SettingsForm<C> form, Preset preset) {
    ParseResult given = command.commandLine().getParseResult();
    try {
      return form.make(
          setting -> given.matchedOptionValue("--" + setting.option(), setting.preset(preset)));
    } catch (ExperimentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
