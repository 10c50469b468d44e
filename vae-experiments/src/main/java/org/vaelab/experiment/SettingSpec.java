package org.vaelab.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One setting, as its record's annotations [Help] and [Setting] describe it.
///
/// @param option its name without the hyphens before it
/// @param type text, number, switch, constant of an enum, or (lists of) lists of these
/// @param unit what stands for the value on the command line
/// @param range of its numbers, if it is made of numbers
/// @param quick the value of [Preset#QUICK], as the option takes it
/// @param full the value of [Preset#FULL]
public record SettingSpec(
    String option, Type type, String help, String unit, Range range, String quick, String full)
    implements SettingPart {

  static SettingSpec of(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    return new SettingSpec(
        setting.option().isEmpty()
            ? component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT)
            : setting.option(),
        component.getGenericType(),
        component.getAnnotation(Help.class).value(),
        setting.unit(),
        new Range(setting.least(), setting.most(), setting.between(), setting.orZero()),
        setting.quick(),
        setting.full().isEmpty() ? setting.quick() : setting.full());
  }

  SettingSpec adapted(Adapted to) {
    return new SettingSpec(
        option,
        type,
        help,
        unit,
        Double.isNaN(to.only()) ? range : new Range(to.only(), to.only(), false, false),
        to.quick(),
        to.full().isEmpty() ? to.quick() : to.full());
  }

  /// Whether it is given by its name alone.
  public boolean isSwitch() {
    return type == boolean.class;
  }

  /// Whether it is made of numbers.
  public boolean isNumeric() {
    return !isSwitch() && element(type).isPrimitive()
        || Number.class.isAssignableFrom(element(type));
  }

  /// The constants that it can be, as the option takes them; none unless it is made of constants.
  public List<String> choices() {
    return element(type).isEnum()
        ? Arrays.stream(element(type).getEnumConstants()).map(SettingSpec::text).toList()
        : List.of();
  }

  private static Class<?> element(Type type) {
    return type instanceof ParameterizedType list
        ? element(list.getActualTypeArguments()[0])
        : (Class<?>) type;
  }

  /// What it is for, as text for pages: the help with its choices named.
  String meaning() {
    return help.replace("${COMPLETION-CANDIDATES}", String.join(", ", choices()));
  }

  /// What it is for, what it is if it is not given, and what it may be.
  public String description() {
    if (isSwitch()) {
      return help;
    }
    String or = quick.contains(",") || full.contains(",") ? "; " : ", ";
    return help
        + (quick.equals(full)
            ? " (default: %s)".formatted(quick)
            : " (quick: %s%sfull: %s)".formatted(quick, or, full))
        + (isNumeric() ? " [%s]".formatted(range) : "");
  }

  public Object preset(Preset preset) {
    return parse(
        switch (preset) {
          case QUICK -> quick;
          case FULL -> full;
        });
  }

  /// @throws IllegalArgumentException saying why, if the text is no value of this type
  public Object parse(String text) {
    return parse(type, text);
  }

  private static Object parse(Type type, String text) {
    if (type instanceof ParameterizedType list) {
      Type of = list.getActualTypeArguments()[0];
      boolean nested = of instanceof ParameterizedType;
      return !nested && text.equals("none")
          ? List.of()
          : Arrays.stream(text.split(nested ? ";" : ",", -1))
              .map(one -> parse(of, one.strip()))
              .toList();
    }
    Class<?> one = (Class<?>) type;
    if (one.isEnum()) {
      return constant(one, text);
    }
    try {
      return switch (one.getSimpleName()) {
        case "int", "Integer" -> Integer.valueOf(text);
        case "long" -> Long.valueOf(text);
        case "double", "Double" -> Double.valueOf(text);
        case "boolean" -> Boolean.valueOf(text);
        default -> text;
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a %s"
              .formatted(
                  text,
                  one == double.class || one == Double.class
                      ? "number"
                      : "whole number of %d bits".formatted(one == long.class ? 64 : 32)),
          e);
    }
  }

  /// The constant with a name, in small or capital letters, with hyphens or underscores.
  ///
  /// @throws IllegalArgumentException naming all, if there is none
  public static <E> E constant(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (text(constant).equals(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "expected one of %s but was '%s'"
            .formatted(
                Arrays.stream(type.getEnumConstants())
                    .map(SettingSpec::text)
                    .collect(Collectors.joining(", ")),
                name));
  }

  /// A value as the option takes it.
  public static String text(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list ->
          list.stream()
              .map(SettingSpec::text)
              .collect(Collectors.joining(list.getFirst() instanceof List ? ";" : ","));
      default -> String.valueOf(value);
    };
  }

  /// @throws ExperimentException naming the option, if a number is out of range
  void check(Object value) {
    if (value instanceof List<?> list) {
      list.forEach(this::check);
    } else if (value instanceof Number number && !range.contains(number.doubleValue())) {
      throw new ExperimentException("--%s must be %s, not %s.".formatted(option, range, value));
    }
  }
}
