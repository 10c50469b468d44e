package org.vaelab.kernel.eval;

import java.lang.instrument.ClassDefinition;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.execution.DirectExecutionControl;
import org.vaelab.kernel.recall.Results;
import org.vaelab.kernel.toolkit.Toolkit;

/// Runs the classes that JShell makes of snippets in this process, on the cell thread, and keeps
/// the objects that come out of them.
final class CellExecutionControl extends DirectExecutionControl {
  private final CellRunner runner;
  private final Supplier<JShell> shell;
  private final CellClasses classes;

  /// For each variable's name the fields that hold it, the current one last.
  private final Map<String, List<Field>> variables = new HashMap<>();

  /// Those that lost their values to a new declaration of a class.
  private final Set<String> lost = new LinkedHashSet<>();

  /// Classes with new code that has not got its lines yet.
  private final List<ClassBytecodes> redefined = new ArrayList<>();

  private Object value;
  private Throwable failure;
  private boolean begun;

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
    if (!redefined.isEmpty()) {
      // JShell tells only now which lines of the cell are those of the new code.
      redefine(classes.ofTheirCells(redefined, shell.get()));
      redefined.clear();
    }
    List<ClassBytecodes> ready = classes.take(shell.get());
    if (ready.isEmpty()) {
      return;
    }
    try {
      super.load(ready.toArray(ClassBytecodes[]::new));
      // Heeded by classes that have not run yet, as these have not.
      super.findClass(ready.getFirst().name()).getClassLoader().setDefaultAssertionStatus(true);
      for (ClassBytecodes loaded : ready) {
        rememberVariables(loaded.name());
      }
    } catch (ClassNotFoundException | ExecutionControlException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives classes that cells declared, and declare anew with other method bodies, their new code:
  /// their objects stay what they are. JShell puts new classes in place of what this refuses.
  @Override
  public void redefine(ClassBytecodes[] compiled)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    if (Stream.of(compiled).noneMatch(c -> CellClasses.isOfType(c.name()))) {
      super.redefine(compiled); // Nothing lives in it: a new class is as good.
      return;
    }
    List<ClassBytecodes> loaded = new ArrayList<>();
    for (ClassBytecodes c : compiled) {
      var woven = new ClassBytecodes(c.name(), StopCheckWeaver.weave(c.bytecodes()));
      if (!classes.replace(woven)) {
        loaded.add(woven);
      }
    }
    if (!redefine(loaded.stream().map(classes::ofCurrentCell).toList())) {
      throw new ClassInstallException(
          "more than bodies of methods changed", new boolean[compiled.length]);
    }
    redefined.addAll(loaded);
  }

  private boolean redefine(List<ClassBytecodes> ready) {
    try {
      ClassDefinition[] definitions = new ClassDefinition[ready.size()];
      for (int i = 0; i < definitions.length; i++) {
        definitions[i] =
            new ClassDefinition(super.findClass(ready.get(i).name()), ready.get(i).bytecodes());
      }
      return Redefinition.redefine(definitions);
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private void rememberVariables(String className) throws ClassNotFoundException {
    if (!CellClasses.isDeclared(className)) {
      makeCurrent(super.findClass(className));
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
      if (!fields.isEmpty() && !CellFields.store(variable(field.getName()), field)) {
        lost.add(field.getName());
      }
      fields.remove(field); // JShell uses an earlier class again if it is the same.
      fields.add(field);
    }
  }

  /// Names of variables that lost their values since the last call, as their class was declared
  /// anew, and have no other since.
  List<String> takeLost() {
    loadWaiting();
    List<String> names = lost.stream().filter(name -> CellFields.isBlank(variable(name))).toList();
    lost.clear();
    return names;
  }

  @Override
  public String invoke(String className, String methodName)
      throws RunException, InternalException, EngineTerminationException {
    loadWaiting();
    return super.invoke(classes.className(className), CellClasses.MAIN);
  }

  @Override
  protected String invoke(Method method) throws Exception {
    makeCurrent(method.getDeclaringClass());
    value = null;
    failure = null;
    begun = true;
    // Called by a handle, as reflection would show in every stack trace.
    MethodHandle code = MethodHandles.lookup().unreflect(method);
    ClassLoader loader = method.getDeclaringClass().getClassLoader();
    try {
      value = runner.call(() -> Thread.currentThread().setContextClassLoader(loader), code);
    } catch (Throwable thrown) {
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

  /// Whether code has run since the outcome was forgotten.
  boolean begun() {
    return begun;
  }

  void forgetOutcome() {
    value = null;
    failure = null;
    begun = false;
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

  /// Gives a variable a value, if it can hold it.
  void setVariable(String name, Object value) {
    if (!CellFields.store(value, variables.get(name).getLast())) {
      lost.add(name);
    }
  }

  /// Sets variables to null, those that can be.
  ///
  /// @return the names of those that held an object
  List<String> letGo(Set<String> names) {
    loadWaiting();
    List<String> freed = new ArrayList<>();
    for (String name : names) {
      List<Field> fields = variables.get(name);
      if (fields != null && !fields.getLast().getType().isPrimitive() && variable(name) != null) {
        CellFields.clear(fields.getLast());
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
    loadWaiting();
    Set<Object> released = Collections.newSetFromMap(new IdentityHashMap<>());
    variables
        .entrySet()
        .removeIf(
            entry -> {
              List<Field> fields = entry.getValue();
              boolean keepLast = live.contains(entry.getKey());
              List<Field> dead = keepLast ? fields.subList(0, fields.size() - 1) : fields;
              dead.stream().map(CellFields::object).forEach(released::add);
              dead.forEach(CellFields::clear);
              dead.clear();
              return fields.isEmpty();
            });
    released.remove(null);
    released.remove(value); // The cell shows it, and later ones may refer to it.
    if (!released.isEmpty()) {
      variables.values().forEach(fields -> released.remove(CellFields.object(fields.getLast())));
      released.forEach(
          value -> {
            Results.forget(value);
            Toolkit.installed().forEach(toolkit -> toolkit.released(value));
          });
    }
  }
}
