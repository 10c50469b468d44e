package org.vaelab.kernel.eval;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
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

  private Object value;
  private Throwable failure;

  CellExecutionControl(CellRunner runner) {
    this.runner = runner;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    super.load(
        Stream.of(classes)
            .map(c -> new ClassBytecodes(c.name(), StopCheckWeaver.weave(c.bytecodes())))
            .toArray(ClassBytecodes[]::new));
    for (ClassBytecodes loaded : classes) {
      rememberVariables(loaded.name());
    }
  }

  private void rememberVariables(String className) throws ClassInstallException {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    if (!className.startsWith(SNIPPET_PACKAGE) || simpleName.indexOf('$', 8) >= 0) {
      return; // A class that the user declared, nested in a wrapper.
    }
    try {
      for (Field field : findClass(className).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          field.setAccessible(true);
          variables.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(field);
        }
      }
    } catch (ClassNotFoundException e) {
      throw new ClassInstallException(e.toString(), new boolean[0]);
    }
  }

  @Override
  protected String invoke(Method method) throws Exception {
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

  /// Sets variables to null, those that can be.
  ///
  /// @return the names of those that held an object
  List<String> letGo(Set<String> names) {
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
