package org.vaelab.kernel.eval;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/// The static fields that hold the variables of cells.
final class CellFields {
  private CellFields() {}

  /// @return false if the field is of another type
  static boolean store(Object value, Field field) {
    boolean fits =
        field.getType().isPrimitive()
            ? MethodType.methodType(field.getType()).wrap().returnType().isInstance(value)
            : value == null || field.getType().isInstance(value);
    if (fits) {
      set(field, value);
    }
    return fits;
  }

  private static void set(Field field, Object value) {
    try {
      if (!Modifier.isFinal(field.getModifiers())) {
        field.set(null, value);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isBlank(Object value) {
    return switch (value) {
      case null -> true;
      case Number n -> n.doubleValue() == 0;
      case Boolean b -> !b;
      case Character c -> c == 0;
      default -> false;
    };
  }

  /// What a field holds, if it is no primitive.
  static Object object(Field field) {
    try {
      return field.getType().isPrimitive() ? null : field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static void clear(Field field) {
    if (!field.getType().isPrimitive()) {
      set(field, null);
    }
  }
}
