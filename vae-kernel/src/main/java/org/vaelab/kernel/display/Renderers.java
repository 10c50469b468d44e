package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.knowm.xchart.internal.chartpart.Chart;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.kernel.toolkit.Toolkit;
import org.vaelab.plot.Figure;

/// Turns values into what a front end can show. Every bundle has `text/plain`.
public final class Renderers {
  private record Entry<T>(Class<T> type, BiConsumer<T, DisplayData> renderer) {
    boolean render(Object value, DisplayData data) {
      if (!type.isInstance(value)) {
        return false;
      }
      renderer.accept(type.cast(value), data);
      return true;
    }
  }

  /// The latest registered first.
  private static final List<Entry<?>> ENTRIES = new ArrayList<>();

  static {
    register(Object.class, Renderers::other);
    register(Throwable.class, (thrown, data) -> data.putText(PlainText.of(thrown)));
    register(Map.class, Tables::map);
    register(Collection.class, Tables::collection);
    register(Record.class, Tables::one);
    for (Class<?> matrix :
        List.of(double[][].class, float[][].class, int[][].class, long[][].class)) {
      register(matrix, Tables::matrix);
    }
    register(BufferedImage.class, Pictures::image);
    register(Chart.class, Pictures::chart);
    register(Figure.class, Pictures::figure);
    register(INDArray.class, NdArrays::render);
    register(Svg.class, Pictures::svg);
    register(Html.class, (html, data) -> put(data, "text/html", html.html(), html.html()));
    register(Latex.class, (latex, data) -> put(data, "text/latex", latex.latex(), latex.latex()));
    register(
        Markdown.class,
        (markdown, data) -> put(data, "text/markdown", markdown.markdown(), markdown.markdown()));
    register(DisplayData.class, (bundle, data) -> data.assign(bundle));
  }

  private Renderers() {}

  private static void other(Object value, DisplayData data) {
    if (!ForeignTables.render(value, data)) {
      data.putText(PlainText.of(value));
    }
  }

  /// Adds a renderer for a type and its subtypes. It goes before all registered earlier.
  ///
  /// @param renderer puts one or more MIME types into the bundle
  public static synchronized <T> void register(
      Class<T> type, BiConsumer<? super T, DisplayData> renderer) {
    ENTRIES.addFirst(new Entry<>(type, renderer::accept));
  }

  /// Renders a value.
  public static DisplayData render(Object value) {
    DisplayData data = new DisplayData();
    data.putText(String.valueOf((Object) null));
    if (value != null && !renderedByToolkit(value, data)) {
      List<Entry<?>> entries;
      synchronized (Renderers.class) {
        entries = List.copyOf(ENTRIES);
      }
      for (Entry<?> entry : entries) {
        if (entry.render(value, data)) {
          break;
        }
      }
    }
    return data;
  }

  /// A value as text alone, which is made at less expense than the rest.
  public static String text(Object value) {
    return value instanceof INDArray array ? NdArrays.title(array) : PlainText.of(value);
  }

  private static boolean renderedByToolkit(Object value, DisplayData data) {
    Optional<String> html =
        Toolkit.installed().stream().flatMap(toolkit -> toolkit.html(value).stream()).findFirst();
    html.ifPresent(element -> put(data, "text/html", element, value.toString()));
    return html.isPresent();
  }

  static void put(DisplayData data, String mimeType, String content, String text) {
    data.putText(text);
    data.putData(mimeType, content);
  }
}
