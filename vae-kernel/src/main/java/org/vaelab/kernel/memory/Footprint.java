package org.vaelab.kernel.memory;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.function.Predicate;

/// How much of the heap an object holds, roughly: of what has many elements a few are looked at,
/// and of what has fields only what cells declared.
final class Footprint {
  private static final int SAMPLES = 20;
  private static final int MAX_OBJECTS = 200_000;
  private static final int OBJECT_BYTES = 16;

  /// @param weight how many objects it stands for
  private record Part(Object object, double weight) {}

  private final Predicate<Class<?>> declared;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int seen;
  private double bytes;

  private Footprint(Predicate<Class<?>> declared) {
    this.declared = declared;
  }

  /// @param declared whether a class is of a cell
  /// @return bytes; of an object with very many parts those of some of them
  static long of(Object object, Predicate<Class<?>> declared) {
    Footprint footprint = new Footprint(declared);
    footprint.add(object, 1);
    while (!footprint.parts.isEmpty() && footprint.seen++ < MAX_OBJECTS) {
      Part part = footprint.parts.pop();
      footprint.bytes += OBJECT_BYTES * part.weight();
      footprint.open(part.object(), part.weight());
    }
    return (long) footprint.bytes;
  }

  private void add(Object object, double weight) {
    if (object != null) {
      parts.push(new Part(object, weight));
    }
  }

  private void open(Object object, double weight) {
    Class<?> type = object.getClass();
    switch (object) {
      case CharSequence text -> bytes += weight * text.length();
      case Collection<?> collection when known(type) ->
          sample(collection, collection.size(), weight);
      case Map<?, ?> map when known(type) -> sample(map.entrySet(), map.size(), weight);
      case Map.Entry<?, ?> entry when known(type) -> {
        add(entry.getKey(), weight);
        add(entry.getValue(), weight);
      }
      case Object[] array -> {
        bytes += weight * 4 * array.length;
        int step = Math.max(1, array.length / SAMPLES);
        for (int i = 0; i < array.length; i += step) {
          add(array[i], weight * step);
        }
      }
      default -> {
        if (type.isArray()) {
          bytes += weight * Array.getLength(object) * bytesOf(type.getComponentType());
        } else if (declared.test(type)) {
          fields(object, type, weight);
        }
      }
    }
  }

  private static boolean known(Class<?> type) {
    return type.getName().startsWith("java.");
  }

  private void sample(Iterable<?> elements, int size, double weight) {
    double each = weight * Math.max(1, (double) size / SAMPLES);
    bytes += weight * OBJECT_BYTES * size;
    int left = SAMPLES;
    for (Object element : elements) {
      if (left-- == 0) {
        return;
      }
      add(element, each);
    }
  }

  private void fields(Object object, Class<?> type, double weight) {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          add(field.get(object), weight);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static int bytesOf(Class<?> primitive) {
    return switch (primitive.getName()) {
      case "long", "double" -> 8;
      case "int", "float" -> 4;
      case "short", "char" -> 2;
      default -> 1;
    };
  }
}
