package org.vaelab.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Completion of lines that begin with `%`.
public final class CommandCompletion {
  private static final int MAX_CANDIDATES = 200;

  /// @param start where in the line the text begins that a candidate replaces
  public record Matches(int start, List<String> candidates) {}

  private CommandCompletion() {}

  /// The ways to go on with a line.
  ///
  /// @param line from the `%` to the cursor
  public static Matches of(String line) {
    int end = 1;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    if (end == line.length()) {
      return new Matches(
          0,
          Magics.names().stream()
              .map(name -> "%" + name)
              .filter(name -> name.startsWith(line))
              .sorted()
              .toList());
    }
    int start = end;
    while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
      start++;
    }
    String argument = line.substring(start);
    return switch (line.substring(1, end)) {
      case "load", "run" -> new Matches(start, files(argument, ".java", ".jshell", ".jsh"));
      case "jars" -> new Matches(start, files(argument, ".jar"));
      case "maven" -> new Matches(start, coordinates(argument));
      default -> new Matches(line.length(), List.of());
    };
  }

  /// Directories, with a slash, and files of some kinds.
  private static List<String> files(String argument, String... endings) {
    int slash = argument.lastIndexOf('/') + 1;
    String directory = argument.substring(0, slash);
    return list(directory.isEmpty() ? "." : directory)
        .filter(file -> file.getFileName().toString().startsWith(argument.substring(slash)))
        .filter(file -> argument.length() > slash || !isHidden(file))
        .map(file -> Files.isDirectory(file) ? name(file) + "/" : name(file))
        .filter(name -> name.endsWith("/") || Stream.of(endings).anyMatch(name::endsWith))
        .map(name -> directory + name)
        .sorted()
        .limit(MAX_CANDIDATES)
        .toList();
  }

  /// Group, artifact and version, each from what the local repository has.
  private static List<String> coordinates(String argument) {
    Path repository = MavenLibraries.localRepository().toPath();
    String[] parts = argument.split(":", -1);
    return switch (parts.length) {
      case 1 -> {
        int dot = parts[0].lastIndexOf('.') + 1;
        String parent = parts[0].substring(0, dot);
        yield directories(repository.resolve(parent.replace('.', '/')), parts[0].substring(dot))
            .map(name -> parent + name)
            .flatMap(
                group ->
                    isGroup(repository.resolve(group.replace('.', '/')))
                        ? Stream.of(group + ":")
                        : Stream.of(group + "."))
            .limit(MAX_CANDIDATES)
            .toList();
      }
      case 2 ->
          directories(repository.resolve(parts[0].replace('.', '/')), parts[1])
              .map(name -> parts[0] + ":" + name + ":")
              .limit(MAX_CANDIDATES)
              .toList();
      case 3 ->
          directories(repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]), parts[2])
              .map(name -> parts[0] + ":" + parts[1] + ":" + name)
              .limit(MAX_CANDIDATES)
              .toList();
      default -> List.of();
    };
  }

  /// Whether one of the directories in it is an artifact: it holds versions with POMs.
  private static boolean isGroup(Path directory) {
    return list(directory.toString())
        .filter(Files::isDirectory)
        .flatMap(artifact -> list(artifact.toString()))
        .filter(Files::isDirectory)
        .flatMap(version -> list(version.toString()))
        .anyMatch(file -> file.toString().endsWith(".pom"));
  }

  private static Stream<String> directories(Path parent, String prefix) {
    return list(parent.toString())
        .filter(Files::isDirectory)
        .filter(directory -> !isHidden(directory))
        .map(CommandCompletion::name)
        .filter(name -> name.startsWith(prefix))
        .sorted();
  }

  /// What cannot be read has no files: nobody wants an error while typing.
  private static Stream<Path> list(String directory) {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.limit(10_000).toList().stream();
    } catch (IOException | InvalidPathException e) {
      return Stream.empty();
    }
  }

  private static boolean isHidden(Path file) {
    return name(file).startsWith(".");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
