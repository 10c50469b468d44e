package org.vaelab.kernel.eval;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jshell.JShell;
import jdk.jshell.execution.DirectExecutionControl;

/// Runs the classes that JShell makes of snippets in this process, on the cell thread, and keeps
/// the objects that come out of them.
final class CellExecutionControl extends DirectExecutionControl {
  private final CellRunner runner;
  private final Supplier<JShell> shell;
  private final CellClasses classes;

  /// For each variable's name the fields that hold it, the current one last.
  private final Map<String, List<Field>> variables = new HashMap<>();

  private final HeapReserve reserve = new HeapReserve();
  private Object value;
  private Throwable failure;

  CellExecutionControl(CellRunner runner, Origins origins, Supplier<JShell> shell) {
    this.runner = runner;
    this.shell = shell;
    this.classes = new CellClasses(origins);
  }

  @Override
  public void load(ClassBytecodes[] compiled) {
    for (ClassBytecodes c : compiled) {
      classes.add(new ClassBytecodes(c.name(), StopCheckWeaver.weave(c.bytecodes())));
    }
  }

  private void loadWaiting() {
    List<ClassBytecodes> ready = classes.take(shell.get());
    if (ready.isEmpty()) {
      return;
    }
    try {
      super.load(ready.toArray(ClassBytecodes[]::new));
      for (ClassBytecodes loaded : ready) {
        rememberVariables(loaded.name());
      }
    } catch (ClassNotFoundException | ExecutionControlException e) {
      throw new IllegalStateException(e);
    }
  }

  private void rememberVariables(String className) throws ClassNotFoundException {
    if (CellClasses.isDeclared(className)) {
      return;
    }
    for (Field field : super.findClass(className).getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        field.setAccessible(true);
        variables.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(field);
      }
    }
  }

  @Override
  public String invoke(String className, String methodName)
      throws RunException, InternalException, EngineTerminationException {
    loadWaiting();
    return super.invoke(classes.className(className), CellClasses.MAIN);
  }

  @Override
  protected String invoke(Method method) throws Exception {
    value = null;
    failure = null;
    // Called by a handle, as reflection would show in every stack trace.
    MethodHandle code = MethodHandles.lookup().unreflect(method);
    ClassLoader loader = method.getDeclaringClass().getClassLoader();
    try {
      value = runner.call(() -> Thread.currentThread().setContextClassLoader(loader), code);
    } catch (Throwable thrown) {
      if (thrown instanceof OutOfMemoryError) {
        reserve.release();
      }
      failure = thrown;
      throw new InvocationTargetException(thrown);
    }
    return ""; // JShell's rendering of the value is not used.
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
    loadWaiting();
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

  /// Takes the heap again that a failed cell was given to end in.
  void refillReserve() {
    reserve.refill();
  }

  /// Sets variables to null, those that can be.
  ///
  /// @return the names of those that held an object
  List<String> letGo(List<String> names) {
    loadWaiting();
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
  void releaseSuperseded(java.util.Set<String> live) {
    loadWaiting();
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
