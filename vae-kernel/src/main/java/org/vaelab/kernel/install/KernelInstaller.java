package org.vaelab.kernel.install;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.files.AtomicFile;
import org.vaelab.kernel.KernelMain;
import org.vaelab.kernel.eval.Imports;

/// Installs, removes and describes the kernel.
///
/// The installed kernel is a snapshot of the class path of the process that installed it: the
/// project's own classes are copied, libraries are referred to where they are.
public final class KernelInstaller {
  private final PrintWriter out;

  /// @param out for messages to the user
  public KernelInstaller(PrintWriter out) {
    this.out = out;
  }

  /// Installs the kernel, replacing an earlier one of that name.
  ///
  /// @param withCache whether to record the AOT cache that makes it start faster (some seconds)
  /// @throws InstallException if it does not start with these options, or the directory cannot be
  ///     written
  public void install(KernelSpec spec, JvmOptions options, boolean withCache) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    StartTrial.run(java, options, ClassPath.current());
    try {
      Files.createDirectories(spec.directory());
      Files.deleteIfExists(spec.cache());
      ClassPath original = ClassPath.current();
      ClassPath classPath = original.packed(spec.jars());
      AtomicFile.writeText(spec.arguments(), argumentFile(options.arguments(), classPath));
      AtomicFile.writeText(spec.launcher(), StartScript.text(java, spec, classPath));
      for (int size : KernelSpec.logoSizes()) {
        byte[] png = Logo.png(size);
        AtomicFile.write(spec.logo(size), out -> out.write(png));
      }
      AtomicFile.writeText(spec.logoSvg(), Logo.svg());
      AtomicFile.writeText(spec.json(), json(spec));
      AtomicFile.writeText(spec.fingerprint(), original.fingerprint());
    } catch (IOException e) {
      throw new InstallException(
          "The kernel cannot be installed in %s: %s; choose a place that you may write, with --user or --prefix DIR."
              .formatted(spec.directory(), e),
          e);
    }
    if (withCache) {
      new AotCache(java, spec).record(out);
    }
    out.println("Installed the kernel '%s' in %s".formatted(spec.displayName(), spec.directory()));
    out.flush();
  }

  /// Installs the kernel if it is missing or was made from other classes.
  public void installIfOutdated(KernelSpec spec, JvmOptions options) {
    if (!upToDate(spec)) {
      install(spec, options, true);
    }
  }

  /// Whether a kernel is there and made from the classes of this process.
  public enum State {
    UP_TO_DATE,
    OUTDATED,
    MISSING
  }

  public static State state(KernelSpec spec) {
    if (!Files.exists(spec.json())) {
      return State.MISSING;
    }
    return upToDate(spec) ? State.UP_TO_DATE : State.OUTDATED;
  }

  private static boolean upToDate(KernelSpec spec) {
    try {
      return Files.exists(spec.json())
          && Files.readString(spec.fingerprint()).equals(ClassPath.current().fingerprint());
    } catch (IOException e) {
      return false;
    }
  }

  /// Removes the kernel.
  ///
  /// @throws InstallException if it is not there, or the directory is no kernel of ours
  public void uninstall(KernelSpec spec) {
    if (!Files.exists(spec.launcher())) {
      throw new InstallException(
          "There is no kernel of VAE Lab in %s; 'kernel info' lists the places."
              .formatted(spec.directory()));
    }
    try (Stream<Path> files = Files.walk(spec.directory())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new InstallException("The kernel cannot be removed: " + e, e);
    }
    out.println("Removed " + spec.directory());
    out.flush();
  }

  /// Describes an installed kernel and what its cells have imported.
  public void info(KernelSpec spec) {
    boolean installed = Files.exists(spec.json());
    out.println("kernel        " + (installed ? installedName(spec) : spec.displayName()));
    out.println("directory     " + spec.directory() + (installed ? "" : " (not installed)"));
    if (installed) {
      out.println("up to date    " + (upToDate(spec) ? "yes" : "no: run 'kernel install' again"));
      out.println("AOT cache     " + (Files.exists(spec.cache()) ? "yes" : "no"));
    }
    out.println("imports");
    Imports.names().forEach(name -> out.println("  " + name));
    out.flush();
  }

  private static String installedName(KernelSpec spec) {
    try {
      return JsonParser.parseString(Files.readString(spec.json()))
          .getAsJsonObject()
          .get("display_name")
          .getAsString();
    } catch (IOException | RuntimeException e) {
      throw new InstallException(
          "The kernel's description %s cannot be read: %s; install the kernel again."
              .formatted(spec.json(), e.getMessage()),
          e);
    }
  }

  private static String argumentFile(List<String> arguments, ClassPath classPath) {
    List<String> lines = new ArrayList<>(arguments);
    lines.add("-cp");
    lines.add("\"" + classPath.toString().replace("\\", "\\\\") + "\"");
    return String.join("\n", lines) + "\n";
  }

  private static String json(KernelSpec spec) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put(
        "argv",
        List.of(
            "/bin/sh",
            spec.launcher().toString(),
            KernelMain.class.getName(),
            "{connection_file}"));
    content.put("display_name", spec.displayName());
    content.put("language", "java");
    content.put("interrupt_mode", "message");
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(content)
        + "\n";
  }
}
