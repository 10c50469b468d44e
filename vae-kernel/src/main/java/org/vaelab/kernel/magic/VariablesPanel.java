package org.vaelab.kernel.magic;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.kernel.display.Display;
import org.vaelab.kernel.display.Renderers;
import org.vaelab.kernel.eval.Evaluator;

/// The table that `%vars` shows: the cells' variables, brought up to date after every cell.
final class VariablesPanel {
  private static final String ID = "vaelab-variables";
  private static final int LONGEST = 100;

  private final Evaluator evaluator;
  private List<Variable> shown;

  /// A row of the table.
  ///
  /// @param size elements, characters or shape; empty where there is none
  public record Variable(String name, String type, String size, String value) {}

  VariablesPanel(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// Shows the table, also where it was shown before.
  void show() {
    shown = variables();
    Display.display(data(shown), ID);
  }

  /// Brings what was shown up to date; does nothing if `%vars` never ran or nothing changed.
  void update() {
    if (shown != null) {
      List<Variable> now = variables();
      if (!now.equals(shown)) {
        shown = now;
        Display.update(ID, data(now));
      }
    }
  }

  private static DisplayData data(List<Variable> variables) {
    DisplayData data = Renderers.render(variables);
    if (variables.isEmpty()) {
      data.putText("There are no variables.");
      data.putHTML("<p>There are no variables.</p>");
    }
    return data;
  }

  /// The values are turned to text by code of cells and libraries, which can be stopped.
  private List<Variable> variables() {
    return evaluator.runInterruptibly(
        () ->
            evaluator.variables().stream()
                .map(
                    variable -> {
                      Object value = evaluator.value(variable);
                      return new Variable(
                          variable.name(), variable.typeName(), size(value), text(value));
                    })
                .toList());
  }

  private static String text(Object value) {
    try {
      String text = Renderers.text(value).strip();
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    } catch (RuntimeException e) {
      return "(its text cannot be made: %s)".formatted(e);
    }
  }

  private static String size(Object value) {
    return switch (value) {
      case null -> "";
      case CharSequence text -> "%,d characters".formatted(text.length());
      case Collection<?> collection -> elements(collection.size());
      case Map<?, ?> map -> elements(map.size());
      case INDArray array -> array.wasClosed() ? "closed" : Arrays.toString(array.shape());
      default -> value.getClass().isArray() ? elements(Array.getLength(value)) : "";
    };
  }

  private static String elements(int count) {
    return "%,d elements".formatted(count);
  }
}
