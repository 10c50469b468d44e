package org.vaelab.kernel.eval;

import java.lang.instrument.ClassDefinition;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;

/// Runs the classes that JShell makes of snippets in this process, on the cell thread, and keeps
/// the objects that come out of them.
final class CellExecutionControl extends DirectExecutionControl {
  private static final String SNIPPET_PACKAGE = "REPL.";

  private final CellRunner runner;

  /// For each variable's name the fields that hold it, the current one last.
  private final Map<String, List<Field>> variables = new HashMap<>();

  private final Set<String> lost = new LinkedHashSet<>();
  private final HeapReserve reserve = new HeapReserve();
  private Object value;
  private Throwable failure;

  CellExecutionControl(CellRunner runner) {
    this.runner = runner;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    super.load(woven(classes));
    for (ClassBytecodes loaded : classes) {
      rememberVariables(loaded.name());
    }
  }

  private static ClassBytecodes[] woven(ClassBytecodes[] classes) {
    return Stream.of(classes)
        .map(c -> new ClassBytecodes(c.name(), StopCheckWeaver.weave(c.bytecodes())))
        .toArray(ClassBytecodes[]::new);
  }

  /// Gives classes that cells declared, and declare anew with other method bodies, their new code:
  /// their objects stay what they are. JShell puts new classes in place of what this refuses.
  @Override
  public void redefine(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    if (Stream.of(classes).noneMatch(c -> isDeclaredByUser(c.name()))) {
      super.redefine(classes); // Nothing lives in it: a new class is as good.
      return;
    }
    ClassBytecodes[] woven = woven(classes);
    ClassDefinition[] definitions = new ClassDefinition[woven.length];
    for (int i = 0; i < woven.length; i++) {
      try {
        definitions[i] = new ClassDefinition(findClass(woven[i].name()), woven[i].bytecodes());
      } catch (ClassNotFoundException e) {
        throw new ClassInstallException(e.toString(), new boolean[classes.length]);
      }
    }
    if (!Redefinition.redefine(definitions)) {
      throw new ClassInstallException(
          "more than bodies of methods changed", new boolean[classes.length]);
    }
    classesRedefined(woven);
  }

  private static boolean isDeclaredByUser(String className) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    return className.startsWith(SNIPPET_PACKAGE) && simpleName.indexOf('$', 8) >= 0;
  }

  private void rememberVariables(String className) throws ClassInstallException {
    if (!className.startsWith(SNIPPET_PACKAGE) || isDeclaredByUser(className)) {
      return;
    }
    try {
      makeCurrent(findClass(className));
    } catch (ClassNotFoundException e) {
      throw new ClassInstallException(e.toString(), new boolean[0]);
    }
  }

  /// Remembers that the variables of a class are in force, with the values that they have had in
  /// another: JShell makes new classes of all that a new declaration concerns.
  private void makeCurrent(Class<?> wrapper) {
    for (Field field : wrapper.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) {
        continue;
      }
      List<Field> fields = variables.computeIfAbsent(field.getName(), name -> new ArrayList<>());
      if (!fields.isEmpty() && fields.getLast().equals(field)) {
        continue;
      }
      field.setAccessible(true);
      if (!fields.isEmpty() && !store(variable(field.getName()), field)) {
        lost.add(field.getName());
      }
      fields.remove(field); // JShell uses an earlier class again if it is the same.
      fields.add(field);
    }
  }

  /// @return false if the field is of another type
  private static boolean store(Object value, Field field) {
    boolean fits =
        field.getType().isPrimitive()
            ? MethodType.methodType(field.getType()).wrap().returnType().isInstance(value)
            : value == null || field.getType().isInstance(value);
    try {
      if (fits && !Modifier.isFinal(field.getModifiers())) {
        field.set(null, value);
      }
      return fits;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Names of variables that lost their values since the last call, as their class was declared
  /// anew, and have no other since.
  List<String> takeLost() {
    List<String> names = lost.stream().filter(name -> isBlank(variable(name))).toList();
    lost.clear();
    return names;
  }

  private static boolean isBlank(Object value) {
    return switch (value) {
      case null -> true;
      case Number n -> n.doubleValue() == 0;
      case Boolean b -> !b;
      case Character c -> c == 0;
      default -> false;
    };
  }

  @Override
  protected String invoke(Method method) throws Exception {
    makeCurrent(method.getDeclaringClass());
    value = null;
    failure = null;
    try {
      value =
          runner.call(
              () -> {
                Thread.currentThread()
                    .setContextClassLoader(method.getDeclaringClass().getClassLoader());
                CellThread thread = (CellThread) Thread.currentThread();
                thread.take();
                try {
                  Object returned = method.invoke(null);
                  return thread.take().orElse(returned);
                } catch (InvocationTargetException e) {
                  if (e.getCause() instanceof OutOfMemoryError) {
                    reserve.release();
                  }
                  throw e.getCause() instanceof Exception cause ? cause : new Thrown(e.getCause());
                }
              });
    } catch (Thrown thrown) {
      failure = thrown.getCause();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    if (failure != null) {
      throw new InvocationTargetException(failure);
    }
    return ""; // JShell's rendering of the value is not used.
  }

  /// Carries an [Error] out of a [java.util.concurrent.Callable].
  private static final class Thrown extends Exception {
    Thrown(Throwable cause) {
      super(null, cause, false, false);
    }
  }

  @Override
  public String varValue(String className, String varName) {
    return "";
  }

  /// What the latest snippet returned.
  Object value() {
    return value;
  }

  /// What the latest snippet threw.
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  void forgetOutcome() {
    value = null;
    failure = null;
  }

  /// The object that a variable holds.
  Object variable(String name) {
    List<Field> fields = variables.get(name);
    if (fields == null) {
      return null;
    }
    try {
      return fields.getLast().get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives a variable a value, if it can hold it.
  void setVariable(String name, Object value) {
    Field field = variables.get(name).getLast();
    if (!store(value, field)) {
      lost.add(name);
    }
  }

  /// Takes the heap again that a failed cell was given to end in.
  void refillReserve() {
    reserve.refill();
  }

  /// Sets variables to null, those that can be.
  ///
  /// @return the names of those that held an object
  List<String> letGo(List<String> names) {
    List<String> freed = new ArrayList<>();
    for (String name : names) {
      List<Field> fields = variables.get(name);
      if (fields != null && !fields.getLast().getType().isPrimitive() && variable(name) != null) {
        clear(fields.getLast());
        freed.add(name);
      }
    }
    return freed;
  }

  /// Lets go of the values of variables that were declared anew or dropped: the classes that hold
  /// them live as long as the class loader.
  ///
  /// @param live names of the variables that exist
  void releaseSuperseded(Set<String> live) {
    variables
        .entrySet()
        .removeIf(
            entry -> {
              List<Field> fields = entry.getValue();
              boolean keepLast = live.contains(entry.getKey());
              List<Field> dead = keepLast ? fields.subList(0, fields.size() - 1) : fields;
              dead.forEach(CellExecutionControl::clear);
              dead.clear();
              return fields.isEmpty();
            });
  }

  private static void clear(Field field) {
    if (field.getType().isPrimitive() || Modifier.isFinal(field.getModifiers())) {
      return;
    }
    try {
      field.set(null, null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
