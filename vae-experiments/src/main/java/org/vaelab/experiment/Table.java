package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.files.Csv;
import org.vaelab.files.Markup;
import org.vaelab.statistics.Estimate;

/// Rows and what of them is shown: with all digits as CSV, rounded as Markdown or for a terminal.
///
/// @param <R> what a row is about
public record Table<R>(List<R> rows, List<Column<R>> columns) {

  /// A table without columns.
  public static <R> Table<R> of(List<R> rows) {
    return new Table<>(rows, List.of());
  }

  /// The same with a column more, for people and for CSV.
  public Table<R> column(String name, String title, Function<? super R, ?> value) {
    return number(name, title, "", "%.2f", value);
  }

  /// The same with one name for both.
  public Table<R> column(String name, Function<? super R, ?> value) {
    return column(name, name, value);
  }

  /// A column of CSV only.
  public Table<R> csv(String name, Function<? super R, ?> value) {
    return column(name, "", value);
  }

  /// A column for people only.
  public Table<R> shown(String title, Function<? super R, ?> value) {
    return column("", title, value);
  }

  /// A column with a unit and a format, which people see.
  public Table<R> number(
      String name, String title, String unit, String format, Function<? super R, ?> value) {
    return with(new Column<>(name, title, unit, format, false, value));
  }

  /// Two columns of CSV, and one for people.
  public Table<R> estimate(
      String name, String title, String unit, Function<? super R, Estimate> value) {
    return estimate(name, title, unit, "%.2f", value);
  }

  /// The same with a format.
  public Table<R> estimate(
      String name, String title, String unit, String format, Function<? super R, Estimate> value) {
    return with(new Column<>(name, title, unit, format, true, value));
  }

  private Table<R> with(Column<R> column) {
    return new Table<>(rows, Stream.concat(columns.stream(), Stream.of(column)).toList());
  }

  /// The columns with names.
  public String csv() {
    List<Column<R>> named = columns.stream().filter(column -> !column.name().isEmpty()).toList();
    List<Object> header = new ArrayList<>();
    for (Column<R> column : named) {
      header.add(column.name());
      if (column.isEstimate()) {
        header.add(column.name() + "_se");
      }
    }
    Csv csv = new Csv().row(header.toArray());
    for (R row : rows) {
      List<Object> cells = new ArrayList<>();
      for (Column<R> column : named) {
        switch (column.value().apply(row)) {
          case Estimate estimate ->
              Collections.addAll(cells, estimate.mean(), estimate.standardError());
          case OptionalDouble value -> cells.add(value.isPresent() ? value.getAsDouble() : null);
          case null -> cells.addAll(Collections.nCopies(column.isEstimate() ? 2 : 1, null));
          case Object value -> cells.add(value);
        }
      }
      csv.row(cells.toArray());
    }
    return csv.toString();
  }

  /// The columns with titles.
  public String markdown() {
    StringBuilder text = new StringBuilder();
    List<List<String>> lines = cells();
    lines.addFirst(
        titled().stream()
            .map(c -> c.unit().isEmpty() ? c.title() : "%s (%s)".formatted(c.title(), c.unit()))
            .toList());
    for (int i = 0; i < lines.size(); i++) {
      text.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|---".repeat(lines.getFirst().size())).append("|\n");
      }
    }
    return text.toString();
  }

  /// The same as an element of a page.
  public String html() {
    StringBuilder html = new StringBuilder("<table><thead><tr>");
    for (Column<R> column : titled()) {
      String unit = column.unit().isEmpty() ? "" : " (%s)".formatted(column.unit());
      html.append("<th>").append(Markup.escape(column.title() + unit)).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (List<String> line : cells()) {
      html.append("<tr>");
      line.forEach(cell -> html.append("<td>").append(Markup.escape(cell)).append("</td>"));
      html.append("</tr>");
    }
    return html.append("</tbody></table>").toString();
  }

  /// The same, aligned with spaces; units stand below the titles.
  public String text() {
    List<List<String>> lines = cells();
    if (titled().stream().anyMatch(column -> !column.unit().isEmpty())) {
      lines.addFirst(titled().stream().map(Column::unit).toList());
    }
    lines.addFirst(titled().stream().map(Column::title).toList());
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int c = 0; c < line.size(); c++) {
        int column = c;
        int width = lines.stream().mapToInt(each -> width(each.get(column))).max().orElse(0);
        text.append(line.get(c)).append(" ".repeat(width - width(line.get(c)) + 2));
      }
      text.setLength(text.toString().stripTrailing().length());
      text.append('\n');
    }
    return text.toString();
  }

  private List<Column<R>> titled() {
    return columns.stream().filter(column -> !column.title().isEmpty()).toList();
  }

  private List<List<String>> cells() {
    List<List<String>> cells = new ArrayList<>();
    for (R row : rows) {
      cells.add(titled().stream().map(c -> shown(c.format(), c.value().apply(row))).toList());
    }
    return cells;
  }

  private static String shown(String format, Object value) {
    return switch (value) {
      case Estimate e when e.count() < 2 -> shown(format, e.mean());
      case Estimate e -> shown(format, e.mean()) + " ± " + shown(format, e.standardError());
      case OptionalDouble number -> number.isPresent() ? shown(format, number.getAsDouble()) : "";
      case Double number -> String.format(Locale.ROOT, format, number);
      case null -> "";
      case Object other -> other.toString();
    };
  }

  /// p̂ is two code points in one column: combining marks take no space.
  private static int width(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }
}
