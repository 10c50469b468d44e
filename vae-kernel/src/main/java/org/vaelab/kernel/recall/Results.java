package org.vaelab.kernel.recall;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.kernel.memory.Footprint;
import org.vaelab.kernel.memory.Heap;

/// The latest results and inputs of cells, by their execution counts: `Out[n]` and `In[n]`.
///
/// Small results are kept until [#KEPT] newer ones are there. What holds much, or is a library's
/// object of unknown size, is kept for the next cell, and later as long as a variable holds it:
/// the memory is for the cells. Static, as the code of cells asks; a process has one kernel.
public final class Results {
  /// How many results there are at most.
  public static final int KEPT = 100;

  private static final int KEPT_INPUTS = 1000;
  private static final long LARGE = Heap.max() / 256;
  private static final long MOST = Heap.max() / 16;

  /// @param value null unless it is kept for its own sake
  /// @param bytes -1 if unknown
  /// @param expression the code whose value it is, empty if unknown
  private record Result(
      Object value, WeakReference<Object> reference, long bytes, String expression) {
    Result weak() {
      return new Result(null, reference, bytes, expression);
    }

    boolean isSmall() {
      return bytes >= 0 && bytes <= LARGE;
    }
  }

  private static final NavigableMap<Integer, Result> RESULTS = new TreeMap<>();
  private static final NavigableMap<Integer, String> INPUTS = new TreeMap<>();

  private Results() {}

  /// Remembers the code of a cell.
  public static synchronized void asked(int number, String code) {
    INPUTS.put(number, code);
    if (INPUTS.size() > KEPT_INPUTS) {
      INPUTS.pollFirstEntry();
    }
  }

  /// Remembers the value of a cell, but for null.
  ///
  /// @param expression the code whose value it is, empty if unknown
  /// @param declared whether a class is of a cell
  public static synchronized void keep(
      int number, Object value, String expression, Predicate<Class<?>> declared) {
    if (value == null) {
      return;
    }
    weaken();
    long bytes = bytes(value, declared).orElse(-1);
    RESULTS.put(number, new Result(value, new WeakReference<>(value), bytes, expression));
    if (RESULTS.size() > KEPT) {
      RESULTS.pollFirstEntry();
    }
    weakenOldest();
  }

  private static OptionalLong bytes(Object value, Predicate<Class<?>> declared) {
    return switch (value) {
      case INDArray array when array.wasClosed() -> OptionalLong.of(0);
      case INDArray array when array.isView() -> OptionalLong.empty(); // Of whatever size.
      case INDArray array -> OptionalLong.of(array.length() * array.dataType().width());
      default -> Footprint.known(value, declared);
    };
  }

  private static void weakenOldest() {
    long total =
        RESULTS.values().stream()
            .filter(result -> result.value() != null && result.isSmall())
            .mapToLong(Result::bytes)
            .sum();
    Iterator<Map.Entry<Integer, Result>> oldest = RESULTS.entrySet().iterator();
    while (total > MOST && oldest.hasNext()) {
      Map.Entry<Integer, Result> entry = oldest.next();
      if (entry.getValue().value() != null && entry.getValue().isSmall()) {
        total -= entry.getValue().bytes();
        entry.setValue(entry.getValue().weak());
      }
    }
  }

  /// A cell begins that refers to no result: what holds much lives no longer for its own sake.
  public static synchronized void weaken() {
    RESULTS.replaceAll((number, result) -> result.isSmall() ? result : result.weak());
  }

  /// Lets go of a value that a toolkit has freed.
  public static synchronized void forget(Object value) {
    RESULTS.values().removeIf(result -> result.reference().refersTo(value));
  }

  /// Lets go of all results.
  public static synchronized void clear() {
    RESULTS.clear();
  }

  /// The value of a cell. Called by the code of cells.
  ///
  /// @throws NotKeptException if there is none
  public static synchronized Object out(int number) {
    Result result = RESULTS.get(number);
    if (result == null) {
      throw new NotKeptException(
          "There is no Out[%d]: cell %d had no result, or its result was closed or is older than the latest %d; there %s."
              .formatted(number, number, KEPT, numbers()));
    }
    Object value = result.reference().get();
    if (value == null) {
      throw new NotKeptException(
          "Out[%d] was not kept, as it may hold much memory%s: assign such a value to a variable."
              .formatted(
                  number,
                  result.bytes() < 0 ? "" : " (about %,d MB)".formatted(result.bytes() >> 20)));
    }
    if (value instanceof INDArray array && array.wasClosed()) {
      throw new NotKeptException("Out[%d] is an array that was closed.".formatted(number));
    }
    return value;
  }

  private static String numbers() {
    List<Integer> numbers = new ArrayList<>(RESULTS.descendingKeySet());
    String latest =
        String.join(
            ", ", numbers.stream().limit(5).map(number -> "Out[%d]".formatted(number)).toList());
    return numbers.isEmpty()
        ? "is no result yet"
        : "are " + latest + (numbers.size() > 5 ? "..." : "");
  }

  /// The code of a cell. Called by the code of cells.
  ///
  /// @throws NotKeptException if there is none
  public static synchronized String in(int number) {
    String code = INPUTS.get(number);
    if (code == null) {
      throw new NotKeptException(
          INPUTS.isEmpty()
              ? "There is no In[%d].".formatted(number)
              : "There is no In[%d]: the cells known by number are %d to %d."
                  .formatted(number, INPUTS.firstKey(), INPUTS.lastKey()));
    }
    return code;
  }

  /// The number of a cell with a result: 1 for the latest, 2 for the one before.
  ///
  /// @throws NotKeptException if there are fewer
  public static synchronized int latest(int back) {
    return RESULTS.descendingKeySet().stream()
        .skip(back - 1)
        .findFirst()
        .orElseThrow(
            () ->
                new NotKeptException(
                    RESULTS.isEmpty()
                        ? "There is no result yet that %s could stand for."
                            .formatted("_".repeat(back))
                        : "%s needs %d results, and there are %d."
                            .formatted("_".repeat(back), back, RESULTS.size())));
  }

  /// The code whose value one of the latest results is, empty if unknown.
  ///
  /// @param back 1 for the latest
  public static synchronized String latestExpression(int back) {
    return RESULTS.size() < back ? "" : expression(latest(back));
  }

  /// The code whose value a result is, empty if unknown.
  public static synchronized String expression(int number) {
    Result result = RESULTS.get(number);
    return result == null ? "" : result.expression();
  }
}
