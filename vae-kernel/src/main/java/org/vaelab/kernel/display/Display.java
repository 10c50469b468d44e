package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.vaelab.kernel.output.Cell;
import org.vaelab.progress.Progress;

/// Functions that cells call without qualification.
public final class Display {
  private Display() {}

  /// Shows a value at once, while the cell goes on.
  public static void display(Object value) {
    display(value, UUID.randomUUID().toString());
  }

  /// Shows a value under an id chosen by the caller, for [#update(String, Object)].
  public static void display(Object value, String id) {
    send(MessageType.PUBLISH_DISPLAY_DATA, value, id);
  }

  /// Replaces what was shown under an id, wherever it stands in the notebook.
  public static void update(String id, Object value) {
    send(MessageType.PUBLISH_UPDATE_DISPLAY_DATA, value, id);
  }

  public static Html html(String html) {
    return new Html(html);
  }

  public static Markdown markdown(String markdown) {
    return new Markdown(markdown);
  }

  /// @param latex LaTeX; without math delimiters it is one formula
  public static Latex latex(String latex) {
    return new Latex(latex);
  }

  /// A figure or chart as SVG, in place of the PNG that it is by default: sharp at every size, but
  /// lost in `nbconvert --to html`, which strips SVG.
  ///
  /// @param drawing a figure of `org.vaelab.plot` or a chart of XChart
  public static Svg svg(Object drawing) {
    return new Svg(drawing);
  }

  /// Elements to loop over, with a progress bar.
  public static <T> Iterable<T> progress(Collection<? extends T> elements) {
    return () -> {
      Iterator<? extends T> iterator = elements.iterator();
      Progress progress = Progress.start("loop", elements.size());
      return new Iterator<>() {
        private boolean begun;

        @Override
        public boolean hasNext() {
          if (begun) {
            progress.advance(1, Map.of());
            begun = false;
          }
          return iterator.hasNext();
        }

        @Override
        public T next() {
          T element = iterator.next();
          begun = true;
          return element;
        }
      };
    };
  }

  /// 0, 1, ..., count − 1 with a progress bar.
  public static Iterable<Integer> progress(int count) {
    return progress(IntStream.range(0, count).boxed().toList());
  }

  /// Shows a chart of the ELBO of whatever this cell trains from here on, redrawn once a second.
  public static void liveElbo() {
    NotebookProgress.chartCurrentCell();
  }

  private static void send(MessageType<?> type, Object value, String id) {
    DisplayData data = Renderers.render(value);
    data.setDisplayId(id);
    System.out.flush();
    Cell.current().ifPresent(cell -> cell.publish(type, data));
  }
}
