package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.files.Markup;

/// Records, collections of records and maps as tables.
final class Tables {
  static final int MAX_ROWS = 60;
  static final int MAX_COLUMNS = 30;
  private static final int MAX_CELL = 200;

  private Tables() {}

  static void map(Map<?, ?> map, DisplayData data) {
    data.putText(PlainText.of(map));
    List<List<Object>> rows = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (rows.size() == MAX_ROWS) {
        break;
      }
      rows.add(Arrays.asList(entry.getKey(), entry.getValue()));
    }
    data.putHTML(html(List.of("key", "value"), rows, map.size()));
  }

  static void one(Record value, DisplayData data) {
    data.putText(PlainText.of(value));
    List<List<Object>> rows = new ArrayList<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      rows.add(Arrays.asList(component.getName(), get(value, component)));
    }
    data.putHTML(html(List.of(name(value), "value"), rows, rows.size()));
  }

  private static String name(Record value) {
    String simple = value.getClass().getSimpleName();
    return simple.isEmpty() ? "record" : simple;
  }

  static void collection(Collection<?> values, DisplayData data) {
    data.putText(PlainText.of(values));
    if (!values.isEmpty() && values.stream().allMatch(Map.class::isInstance)) {
      data.putHTML(ofMaps(values.stream().<Map<?, ?>>map(map -> (Map<?, ?>) map).toList()));
      return;
    }
    Class<?> type = values.isEmpty() ? null : first(values);
    if (type == null || !type.isRecord() || !values.stream().allMatch(type::isInstance)) {
      return;
    }
    RecordComponent[] components = type.getRecordComponents();
    List<List<Object>> rows =
        values.stream()
            .limit(MAX_ROWS)
            .map(row -> Arrays.stream(components).map(c -> get(row, c)).toList())
            .toList();
    List<String> header = Arrays.stream(components).map(RecordComponent::getName).toList();
    data.putHTML(html(header, rows, values.size()));
  }

  /// A column for each key of any of the maps.
  private static String ofMaps(List<Map<?, ?>> maps) {
    Set<Object> keys = new LinkedHashSet<>();
    maps.forEach(map -> keys.addAll(map.keySet()));
    List<Object> columns = keys.stream().limit(MAX_COLUMNS).toList();
    List<List<Object>> rows =
        maps.stream()
            .limit(MAX_ROWS)
            .map(
                map ->
                    columns.stream()
                        .<Object>map(key -> map.containsKey(key) ? map.get(key) : "")
                        .toList())
            .toList();
    return html(columns.stream().map(PlainText::of).toList(), rows, maps.size())
        + more(keys.size() - columns.size(), "columns");
  }

  /// Rows of numbers, which need not be equally long.
  static void matrix(Object matrix, DisplayData data) {
    int count = Array.getLength(matrix);
    int width = 0;
    for (int i = 0; i < count; i++) {
      Object row = Array.get(matrix, i);
      width = Math.max(width, row == null ? 0 : Array.getLength(row));
    }
    int columns = Math.min(width, MAX_COLUMNS);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MAX_ROWS); i++) {
      Object row = Array.get(matrix, i);
      List<Object> cells = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        cells.add(row == null || c >= Array.getLength(row) ? "" : Array.get(row, c));
      }
      rows.add(cells);
    }
    data.putText(PlainText.of(matrix));
    data.putHTML(
        html(IntStream.range(0, columns).mapToObj(String::valueOf).toList(), rows, count)
            + more(width - columns, "columns"));
  }

  static String more(long count, String what) {
    return count > 0 ? "<p>%,d more %s</p>".formatted(count, what) : "";
  }

  private static Class<?> first(Collection<?> values) {
    Object first = values.iterator().next();
    return first == null ? null : first.getClass();
  }

  private static Object get(Object row, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(row);
      return value == null ? "" : value;
    } catch (IllegalAccessException e) {
      return "(not accessible)";
    } catch (InvocationTargetException e) {
      return "(" + e.getCause() + ")";
    }
  }

  static String html(List<String> header, List<List<Object>> rows, long total) {
    StringBuilder html = new StringBuilder("<table><thead><tr>");
    for (String name : header) {
      html.append("<th>").append(Markup.escape(name)).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (List<Object> row : rows) {
      html.append("<tr>");
      for (Object cell : row) {
        String align = isNumber(cell) ? "right" : "left";
        html.append("<td style=\"text-align:").append(align).append("\">");
        html.append(Markup.escape(cell(cell))).append("</td>");
      }
      html.append("</tr>");
    }
    html.append("</tbody></table>");
    return html.append(more(total - rows.size(), "rows")).toString();
  }

  static String cell(Object value) {
    return switch (value) {
      case Double number -> number(number);
      case Float number -> number(number);
      case OptionalDouble number -> number.isPresent() ? number(number.getAsDouble()) : "";
      case OptionalInt number when number.isEmpty() -> "";
      case OptionalLong number when number.isEmpty() -> "";
      case Optional<?> optional -> optional.map(Tables::cell).orElse("");
      case null, default -> {
        String text = PlainText.of(value);
        yield text.length() <= MAX_CELL ? text : text.substring(0, MAX_CELL) + "...";
      }
    };
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e7
        ? String.format(Locale.ROOT, "%.1f", number)
        : String.format(Locale.ROOT, "%.6g", number);
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number
        || value instanceof OptionalDouble
        || value instanceof OptionalInt
        || value instanceof OptionalLong;
  }
}
