package org.vaelab.kernel.memory;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/// How much of the heap an object holds, roughly: of what has many elements a few are looked at,
/// and of what has fields only what cells declared.
public final class Footprint {
  private static final int SAMPLES = 20;
  private static final int MAX_OBJECTS = 200_000;
  private static final int OBJECT_BYTES = 16;

  /// Packages whose objects hold little beside their elements.
  private static final Set<String> SMALL =
      Set.of("java.lang", "java.math", "java.time", "java.util", "java.util.regex");

  /// @param weight how many objects it stands for
  private record Part(Object object, double weight) {}

  private final Predicate<Class<?>> declared;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int seen;
  private double bytes;
  private boolean known = true;

  private Footprint(Predicate<Class<?>> declared) {
    this.declared = declared;
  }

  /// @param declared whether a class is of a cell
  /// @return bytes; of an object with very many parts those of some of them
  static long of(Object object, Predicate<Class<?>> declared) {
    Footprint footprint = new Footprint(declared);
    footprint.measure(object);
    return (long) footprint.bytes;
  }

  /// The same, empty if a part is a library's object, which may hold whatever it likes.
  public static OptionalLong known(Object object, Predicate<Class<?>> declared) {
    Footprint footprint = new Footprint(declared);
    footprint.measure(object);
    return footprint.known ? OptionalLong.of((long) footprint.bytes) : OptionalLong.empty();
  }

  private void measure(Object object) {
    add(object, 1);
    while (!parts.isEmpty() && seen++ < MAX_OBJECTS) {
      Part part = parts.pop();
      bytes += OBJECT_BYTES * part.weight();
      open(part.object(), part.weight());
    }
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
        } else {
          known &= SMALL.contains(type.getPackageName());
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
