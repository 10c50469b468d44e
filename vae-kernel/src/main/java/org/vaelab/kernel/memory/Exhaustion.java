package org.vaelab.kernel.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Pointer;

/// That some memory is used up, and what holds it.
public final class Exhaustion {
  private static final int MAX_NAMED = 5;

  private Exhaustion() {}

  /// The [OutOfMemoryError] that a failure is, or that caused it.
  public static Optional<OutOfMemoryError> in(Throwable failure) {
    return Optional.ofNullable(Reserve.cause(failure));
  }

  /// Whether most of the memory that the error is about is held; else what was asked for was too
  /// large by itself.
  public static boolean lasts(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    if (isOfArrays(error)) {
      return Pointer.totalBytes() > Pointer.maxBytes() / 4 * 3
          || Pointer.maxPhysicalBytes() > 0
              && Pointer.physicalBytes() > Pointer.maxPhysicalBytes() / 4 * 3;
    }
    if (isOfDirectBuffers(error)) {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum()
          > Heap.max() / 4 * 3;
    }
    return nearlyFull();
  }

  /// Whether the error is about the native memory of ND4J.
  public static boolean isOfArrays(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("Physical memory") || message.contains("Pointer");
  }

  /// Creates no objects.
  static boolean isOfDirectBuffers(OutOfMemoryError error) {
    return error.getMessage() != null && error.getMessage().contains("direct buffer");
  }

  /// Of a heap that is full a third may count as free: the ends of regions in which a third large
  /// array has no room.
  private static boolean nearlyFull() {
    long little = Heap.max() / 8 * 3;
    if (Heap.free() < little) {
      System.gc();
    }
    return Heap.free() < little;
  }

  /// What is said of the variables below a failure for lack of memory.
  ///
  /// @param freed names of those that the failed cell made and that were set to null
  /// @param held the others' values
  /// @param declared whether a class is of a cell
  public static String remark(
      List<String> freed, Map<String, Object> held, Predicate<Class<?>> declared) {
    List<String> sentences = new ArrayList<>();
    if (!freed.isEmpty()) {
      sentences.add(
          "The %s, made by this cell, %s set to null to free memory."
              .formatted(
                  (freed.size() == 1 ? "variable " : "variables ") + String.join(", ", freed),
                  freed.size() == 1 ? "was" : "were"));
    }
    System.gc();
    if (nearlyFull()) {
      List<String> large = large(held, declared);
      sentences.add(
          large.isEmpty()
              ? "No variable holds much: it is in threads or in static fields of classes that cells"
                  + " made. End or clear these, or run %reset."
              : "Of the variables of earlier cells these hold much: %s. Set them to null, or run %%reset."
                  .formatted(String.join(", ", large)));
    }
    return String.join(" ", sentences);
  }

  /// The largest first, with their sizes.
  private static List<String> large(Map<String, Object> held, Predicate<Class<?>> declared) {
    record Variable(String name, long megabytes) {}
    return held.entrySet().stream()
        .map(entry -> new Variable(entry.getKey(), Footprint.of(entry.getValue(), declared) >> 20))
        .filter(variable -> variable.megabytes() > Heap.max() >> 24)
        .sorted((a, b) -> Long.compare(b.megabytes(), a.megabytes()))
        .limit(MAX_NAMED)
        .map(
            variable ->
                "%s (about %,d MB)"
                    .formatted(variable.name(), Math.min(variable.megabytes(), Heap.max() >> 20)))
        .toList();
  }
}
