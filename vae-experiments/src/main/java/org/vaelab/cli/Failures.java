package org.vaelab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.coding.CodingException;
import org.vaelab.data.DataException;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.RefusedOpException;
import org.vaelab.graph.TooLargeException;
import org.vaelab.kernel.install.InstallException;
import org.vaelab.npz.NpzException;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.train.CheckpointException;
import picocli.CommandLine;

/// One sentence for every failure that a user can mend. Whatever has none is a defect of the
/// program, and its stack trace is what we need.
public final class Failures {
  private static final long MIB = 1 << 20;

  private static final Pattern NATIVE_OP =
      Pattern.compile("Op with name (\\S+) .*execution failed with message (.*)");

  /// Options that make a run smaller, the most helpful first.
  private static final List<String> SIZES =
      List.of(
          "--train-points",
          "--test-points",
          "--batch",
          "--hidden",
          "--encoders",
          "--latent",
          "--samples",
          "--train-samples",
          "--optimal-samples",
          "--points",
          "--gap-points",
          "--likelihood-points",
          "--dimensions",
          "--simulated",
          "--chains");

  private Failures() {}

  /// @param command the one that failed
  static Optional<String> sentence(Throwable failure, CommandLine command) {
    return sentence(failure, name -> command.getCommandSpec().findOption(name) != null);
  }

  /// @param known whether what failed has an option of that name, such as `--batch`
  public static Optional<String> sentence(Throwable failure, Predicate<String> known) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> sentence = one(cause, known);
      if (sentence.isPresent()) {
        return sentence.map(Failures::printable);
      }
    }
    return Optional.empty();
  }

  /// What comes from a file may hold control characters, which a terminal obeys.
  static String printable(String text) {
    return text.replaceAll("\\p{Cc}+", " ");
  }

  private static Optional<String> one(Throwable failure, Predicate<String> known) {
    return switch (failure) {
      case ExperimentException e -> Optional.of(e.getMessage());
      case DataException e -> Optional.of(e.getMessage());
      case InstallException e -> Optional.of(e.getMessage());
      case CheckpointException e -> Optional.of(e.getMessage());
      case NpzException e -> Optional.of(e.getMessage());
      case CodingException e -> Optional.of(e.getMessage());
      case NonFiniteObjectiveException e -> Optional.of(e.getMessage());
      case TooLargeException e -> Optional.of(e.getMessage());
      case RefusedOpException e -> Optional.of(e.getMessage() + " Leave --engine samediff out.");
      case OutOfMemoryError e -> Optional.of(outOfMemory(text(e), known));
      case StackOverflowError _ ->
          Optional.of(
              "The Java stack is too small for what was asked; give more with VAELAB_JAVA_OPTS=-Xss16m.");
      case UncheckedIOException e -> Optional.of(file(e.getCause()));
      case IOException e -> Optional.of(file(e));
      case ArithmeticException e when fromQuadrature(e) ->
          Optional.of(
              "Exact integration does not come to an end for this model (%s) Train it longer or with a smaller --learning-rate, or choose another --seed."
                  .formatted(text(e)));
      case RuntimeException e when ranOutOfNativeMemory(text(e)) ->
          Optional.of(nativeMemory(known));
      case RuntimeException e -> nativeOp(text(e));
      default -> Optional.empty();
    };
  }

  /// Some of ND4J's operations fail on arrays that others take, such as a slice of one row.
  private static Optional<String> nativeOp(String message) {
    Matcher failed = NATIVE_OP.matcher(message);
    return failed.lookingAt()
        ? Optional.of(
            "ND4J's operation %s failed on arrays of this size (%s); leave --engine samediff out, which compiled plans do not need."
                .formatted(failed.group(1), failed.group(2)))
        : Optional.empty();
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? "" : failure.getMessage();
  }

  private static String outOfMemory(String message, Predicate<String> known) {
    if (message.contains("direct buffer")) {
      return "The Java buffers outside the heap are too small for this run; %s, or give more with VAELAB_JAVA_OPTS=-XX:MaxDirectMemorySize=8g."
          .formatted(smaller(known));
    }
    if (message.contains("native thread")) {
      return "The system allows no further threads; end other programs or raise its limit (ulimit -u).";
    }
    if (message.contains("Metaspace") || message.contains("Compressed class space")) {
      return "The memory for Java classes is too small; give more with VAELAB_JAVA_OPTS=-XX:MaxMetaspaceSize=512m.";
    }
    if (message.contains("hysical memory") || ranOutOfNativeMemory(message)) {
      return nativeMemory(known);
    }
    return "This run does not fit the Java heap of %,d MB; %s, or give more with VAELAB_JAVA_OPTS=-Xmx%dg."
        .formatted(
            Runtime.getRuntime().maxMemory() / MIB,
            smaller(known),
            Math.max(2, 2 * Runtime.getRuntime().maxMemory() / (1024 * MIB)));
  }

  private static boolean ranOutOfNativeMemory(String message) {
    return message.contains("bad_alloc")
        || message.contains("Cannot allocate")
        || message.contains("Failed to allocate")
        || message.contains("allocate memory")
        || message.contains("maxbytes");
  }

  private static String nativeMemory(Predicate<String> known) {
    return "This run does not fit the memory of native arrays (%s of %s in all); %s, or give more with VAELAB_JAVA_OPTS=\"-Dorg.bytedeco.javacpp.maxbytes=16G -Dorg.bytedeco.javacpp.maxphysicalbytes=32G\"."
        .formatted(
            System.getProperty("org.bytedeco.javacpp.maxbytes", "as much as the heap"),
            System.getProperty("org.bytedeco.javacpp.maxphysicalbytes", "twice the heap"),
            smaller(known));
  }

  private static String smaller(Predicate<String> known) {
    List<String> options = SIZES.stream().filter(known).limit(6).toList();
    return options.isEmpty()
        ? "ask for less"
        : "use smaller images or less of " + options.stream().collect(Collectors.joining(", "));
  }

  private static String file(IOException failure) {
    String reason = failure.getMessage() == null ? "unknown reason" : failure.getMessage();
    return "A file cannot be read or written (%s: %s); check that it is there, that the disk has room, and your permissions."
        .formatted(failure.getClass().getSimpleName(), reason.lines().findFirst().orElse(""));
  }

  private static boolean fromQuadrature(ArithmeticException failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith("org.vaelab.evidence.exact.")) {
        return true;
      }
    }
    return false;
  }
}
