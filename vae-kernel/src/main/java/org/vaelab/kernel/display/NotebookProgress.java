package org.vaelab.kernel.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.vaelab.files.Markup;
import org.vaelab.kernel.output.Cell;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;

/// Shows the progress of a cell's tasks in one display that is updated in place, at most ten times
/// a second; on request a chart of the ELBO below it.
public final class NotebookProgress implements ProgressListener {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int SHOWN_TASKS = 8;

  private static final NotebookProgress INSTANCE = new NotebookProgress();

  /// The tasks of one cell.
  private static final class Board {
    final String id = UUID.randomUUID().toString();
    final Map<String, ProgressEvent> tasks = new LinkedHashMap<>();
    boolean shown;
    boolean outdated;
    long shownNanos;
    Optional<LiveChart> chart = Optional.empty();
  }

  private final Map<Cell, Board> boards = new WeakHashMap<>();

  private NotebookProgress() {}

  /// Makes the toolkit report here.
  public static NotebookProgress install() {
    Progress.install(INSTANCE);
    return INSTANCE;
  }

  /// Asks for a chart of the current cell's ELBO curves.
  static void chartCurrentCell() {
    Cell.current().ifPresent(cell -> INSTANCE.chart(cell));
  }

  private synchronized void chart(Cell cell) {
    Board board = board(cell);
    board.chart = board.chart.or(() -> Optional.of(new LiveChart()));
  }

  private Board board(Cell cell) {
    return boards.computeIfAbsent(cell, c -> new Board());
  }

  @Override
  public synchronized void onProgress(ProgressEvent event) {
    Optional<Cell> cell = Cell.current();
    if (cell.isEmpty()) {
      return;
    }
    Board board = board(cell.get());
    // A report without figures keeps those of the report before.
    ProgressEvent before = board.tasks.get(event.task());
    ProgressEvent merged =
        event.figures().isEmpty() && before != null ? withFigures(event, before) : event;
    board.tasks.put(event.task(), merged);
    board.outdated = true;
    board.chart.ifPresent(chart -> chart.add(event));
    long now = System.nanoTime();
    if (!board.shown || now - board.shownNanos >= INTERVAL_NANOS) {
      show(board, now);
    }
    board.chart.ifPresent(chart -> chart.redrawIfDue(now));
  }

  private static ProgressEvent withFigures(ProgressEvent event, ProgressEvent figures) {
    return new ProgressEvent(
        event.task(),
        event.done(),
        event.total(),
        event.elapsed(),
        event.resumedFrom(),
        event.remaining(),
        event.stage(),
        figures.figures());
  }

  /// Shows the final state of a cell's tasks.
  public synchronized void cellEnded(Cell cell) {
    Board board = boards.remove(cell);
    if (board != null) {
      if (board.outdated) {
        show(board, System.nanoTime());
      }
      board.chart.ifPresent(LiveChart::redraw);
    }
  }

  private static void show(Board board, long now) {
    Html html = new Html(html(board));
    var bundle = Renderers.render(html);
    bundle.putText(text(board));
    if (board.shown) {
      Display.update(board.id, bundle);
    } else {
      Display.display(bundle, board.id);
    }
    board.shown = true;
    board.outdated = false;
    board.shownNanos = now;
  }

  private static List<ProgressEvent> shownTasks(Board board) {
    List<ProgressEvent> tasks = new ArrayList<>(board.tasks.values());
    return tasks.subList(Math.max(0, tasks.size() - SHOWN_TASKS), tasks.size());
  }

  private static String text(Board board) {
    StringBuilder text = new StringBuilder();
    for (ProgressEvent event : shownTasks(board)) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append("%s: %d%%, %s".formatted(event.task(), percent(event), status(event)));
    }
    return text.toString();
  }

  private static String html(Board board) {
    StringBuilder html = new StringBuilder("<table class=\"vaelab-progress\">");
    for (ProgressEvent event : shownTasks(board)) {
      html.append("<tr><td style=\"text-align:left\">")
          .append(Markup.escape(event.task()))
          .append(
              "</td><td><progress max=\"100\" value=\"%d\"></progress> ".formatted(percent(event)))
          .append(percent(event))
          .append("%</td><td style=\"text-align:left\">")
          .append(Markup.escape(status(event)))
          .append("</td></tr>");
    }
    return html.append("</table>").toString();
  }

  private static long percent(ProgressEvent event) {
    return event.total() == 0 ? 100 : 100 * event.done() / event.total();
  }

  private static String status(ProgressEvent event) {
    List<String> parts = new ArrayList<>();
    long elapsed = event.elapsed().toSeconds();
    if (event.finished()) {
      parts.add("done in " + time(elapsed));
    } else {
      parts.add(time(elapsed));
      event.remaining().ifPresent(r -> parts.add("about " + time(r.toSeconds()) + " left"));
    }
    event
        .figures()
        .forEach((name, value) -> parts.add(String.format(Locale.ROOT, "%s %.2f", name, value)));
    return String.join(", ", parts);
  }

  private static String time(long seconds) {
    return seconds < 60 ? seconds + " s" : "%d:%02d min".formatted(seconds / 60, seconds % 60);
  }
}
