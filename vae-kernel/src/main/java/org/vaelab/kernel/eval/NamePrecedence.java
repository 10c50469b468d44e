package org.vaelab.kernel.eval;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.TypeDeclSnippet;

/// What a simple name means where several types have it: the one that the user imported or declared
/// last, before those that every notebook has imported.
///
/// JShell by itself calls a name ambiguous that two packages have, and takes no cell any more once
/// a type is both imported by name and declared.
final class NamePrecedence {
  private final List<Path> added = new ArrayList<>();
  private Set<String> standard;

  /// Makes a jar's types known.
  synchronized void addToClassPath(Path jar) {
    added.add(jar);
  }

  /// Gives a snippet that was just accepted precedence over those before it.
  void prefer(JShell shell, Snippet latest) {
    switch (latest) {
      case TypeDeclSnippet type ->
          shell
              .imports()
              .filter(i -> !i.isStatic() && i.name().equals(type.name()))
              .toList()
              .forEach(shell::drop);
      case ImportSnippet many when !many.isStatic() && many.fullname().endsWith(".*") -> {
        String packageName = many.fullname().substring(0, many.fullname().length() - 2);
        for (String name : clashes(packageName)) {
          // A type that is not public cannot be imported, and need not be.
          shell
              .eval("import " + packageName + "." + name + ";")
              .forEach(event -> prefer(shell, event.snippet()));
        }
      }
      case ImportSnippet one when !one.isStatic() ->
          shell
              .types()
              .filter(t -> t.name().equals(one.name()) && shell.status(one).isActive())
              .toList()
              .forEach(shell::drop);
      default -> {}
    }
  }

  /// The names of a package's types that the standard imports have too.
  private synchronized Set<String> clashes(String packageName) {
    if (Imports.names().contains(packageName + ".*")) {
      return Set.of();
    }
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      if (standard == null) {
        standard = standardNames(files);
      }
      List<Path> classPath =
          Stream.concat(
                  Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                      .map(Path::of),
                  added.stream())
              .toList();
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      Set<String> names = types(files, packageName);
      names.retainAll(standard);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> standardNames(StandardJavaFileManager files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String name : Imports.names()) {
      if (name.startsWith("static ")) {
        continue;
      }
      String simple = name.substring(name.lastIndexOf('.') + 1);
      if (simple.equals("*")) {
        names.addAll(types(files, name.substring(0, name.length() - 2)));
      } else {
        names.add(simple);
      }
    }
    return names;
  }

  private static Set<String> types(StandardJavaFileManager files, String packageName)
      throws IOException {
    Set<String> names = new TreeSet<>();
    for (Location location :
        List.of(StandardLocation.PLATFORM_CLASS_PATH, StandardLocation.CLASS_PATH)) {
      for (JavaFileObject file :
          files.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), false)) {
        String name = files.inferBinaryName(location, file);
        String simple = name.substring(name.lastIndexOf('.') + 1);
        if (simple.indexOf('$') < 0 && simple.indexOf('-') < 0) {
          names.add(simple);
        }
      }
    }
    return names;
  }
}
