package org.vaelab.kernel.eval;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import jdk.jshell.JShell;
import org.vaelab.kernel.recall.Results;

/// The type that a result has in code: that of the expression, as the compiler knows it, or else
/// the nearest class of the object that has a name.
final class ResultTypes {
  private ResultTypes() {}

  static String of(int number, JShell shell) {
    Object value = Results.out(number);
    String expression = Results.expression(number);
    String type =
        expression.isEmpty()
            ? null
            : shell.sourceCodeAnalysis().analyzeType(expression, expression.length());
    // Variables of the expression may have been declared anew since.
    return type != null && fits(type, value.getClass()) ? type : name(value.getClass());
  }

  private static boolean fits(String type, Class<?> actual) {
    String erased = type.replaceAll("<.*>", "");
    String simple = erased.substring(erased.lastIndexOf('.') + 1);
    Set<String> names = new HashSet<>();
    addNames(actual, names);
    return simple.indexOf('$') < 0 && names.contains(simple);
  }

  private static void addNames(Class<?> type, Set<String> names) {
    if (type != null && names.add(type.getSimpleName())) {
      Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
      names.add(primitive.getSimpleName());
      addNames(type.getSuperclass(), names);
      for (Class<?> each : type.getInterfaces()) {
        addNames(each, names);
      }
    }
  }

  private static String name(Class<?> type) {
    Class<?> named = type;
    while (!isNamed(named)) {
      named = named.getSuperclass();
    }
    return CellClasses.isDeclared(named.getName())
        ? named.getSimpleName()
        : named.getCanonicalName();
  }

  private static boolean isNamed(Class<?> type) {
    if (type.isArray()) {
      return isNamed(type.getComponentType());
    }
    boolean known = type.isPrimitive() || Modifier.isPublic(type.getModifiers());
    return CellClasses.isDeclared(type.getName())
        ? !type.isAnonymousClass() && !type.isLocalClass()
        : known
            && type.getCanonicalName() != null
            && (type.getEnclosingClass() == null || isNamed(type.getEnclosingClass()));
  }
}
