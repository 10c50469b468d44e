package org.vaelab.kernel.install;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.kernel.CacheRun;

/// The archive of loaded classes and profiles (JEP 483, 514, 515) that lets a kernel start faster.
final class AotCache {
  private static final long LIMIT_SECONDS = 180;

  private final Path java;
  private final KernelSpec spec;

  AotCache(Path java, KernelSpec spec) {
    this.java = java;
    this.spec = spec;
  }

  /// Records a kernel at work. A failure is reported and leaves a kernel that starts more slowly.
  void record(PrintWriter out) {
    out.println("Recording the AOT cache ...");
    out.flush();
    Path configuration = spec.directory().resolve("kernel.aotconf");
    Path temporary = spec.directory().resolve("kernel.aot.tmp");
    try {
      java(
          List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration),
          List.of(CacheRun.class.getName()));
      java(
          List.of(
              "-XX:AOTMode=create",
              "-XX:AOTConfiguration=" + configuration,
              "-XX:AOTCache=" + temporary),
          List.of());
      Files.move(temporary, spec.cache(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      out.println(
          "The AOT cache was not recorded, the kernel will start more slowly: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.println("Recording the AOT cache was interrupted; the kernel will start more slowly.");
    } finally {
      delete(configuration);
      delete(temporary);
    }
  }

  private void java(List<String> flags, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.add("@" + spec.arguments());
    command.addAll(arguments);
    ChildJvm ended = ChildJvm.run(command, LIMIT_SECONDS);
    if (ended.status() != 0) {
      List<String> lines = ended.lines();
      throw new IOException(lines.isEmpty() ? "no reason given" : lines.getLast());
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A file that stays behind does no harm.
    }
  }
}
