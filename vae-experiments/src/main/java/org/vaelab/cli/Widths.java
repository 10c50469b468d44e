package org.vaelab.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Widths of hidden layers, such as `200,200`, or `none`.
record Widths(List<Integer> values) {

  static final class Converter implements ITypeConverter<Widths> {
    @Override
    public Widths convert(String text) {
      if (text.equals("none")) {
        return new Widths(List.of());
      }
      try {
        return new Widths(
            Arrays.stream(text.split(",")).map(width -> Integer.valueOf(width.trim())).toList());
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'%s' is neither widths such as 200,200 nor none".formatted(text));
      }
    }
  }
}
