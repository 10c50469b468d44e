package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.files.Markup;

/// Tables of Tablesaw, which the kernel does not depend on: a cell may have added the library.
final class ForeignTables {
  private static final String TABLESAW = "tech.tablesaw.table.Relation";
  private static final int TEXT_ROWS = 10;

  private ForeignTables() {}

  /// @return whether the value is such a table
  static boolean render(Object value, DisplayData data) {
    Optional<Class<?>> type = relation(value.getClass());
    if (type.isEmpty()) {
      return false;
    }
    try {
      new Table(type.get(), value).render(data);
      return true;
    } catch (ReflectiveOperationException | ClassCastException e) {
      return false; // Of another version; it has its own text.
    }
  }

  private static Optional<Class<?>> relation(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().equals(TABLESAW)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private record Table(Class<?> type, Object value) {
    void render(DisplayData data) throws ReflectiveOperationException {
      int rowCount = (int) get("rowCount");
      List<?> columns = (List<?>) get("columnNames");
      List<String> header =
          columns.stream().limit(Tables.MAX_COLUMNS).map(String::valueOf).toList();
      List<List<Object>> rows = new ArrayList<>();
      for (int row = 0; row < Math.min(rowCount, Tables.MAX_ROWS); row++) {
        List<Object> cells = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
          Object cell = type.getMethod("get", int.class, int.class).invoke(value, row, column);
          cells.add(cell == null ? "" : cell);
        }
        rows.add(cells);
      }
      String title = "%s: %,d rows, %,d columns".formatted(get("name"), rowCount, columns.size());
      data.putText(text(title, header, rows, rowCount));
      data.putHTML(
          "<p>%s</p>".formatted(Markup.escape(title))
              + Tables.html(header, rows, rowCount)
              + Tables.more(columns.size() - header.size(), "columns"));
    }

    private Object get(String method) throws ReflectiveOperationException {
      return type.getMethod(method).invoke(value);
    }
  }

  private static String text(
      String title, List<String> header, List<List<Object>> rows, int rowCount) {
    StringBuilder text = new StringBuilder(title).append('\n').append(String.join("\t", header));
    rows.stream()
        .limit(TEXT_ROWS)
        .forEach(
            row ->
                text.append('\n')
                    .append(String.join("\t", row.stream().map(Tables::cell).toList())));
    return rowCount > TEXT_ROWS ? text.append("\n...").toString() : text.toString();
  }
}
