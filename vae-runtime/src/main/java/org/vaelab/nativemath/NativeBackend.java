package org.vaelab.nativemath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Chooses which build of ND4J's native library is loaded.
///
/// JavaCPP by itself takes any accelerated build that it finds on the class path, also one whose
/// instructions the CPU does not have. [#select] must run before the first use of ND4J; it does
/// nothing where the user set `-Dorg.bytedeco.javacpp.platform.extension` or off Linux on x86-64.
public final class NativeBackend {
  static final String EXTENSION_PROPERTY = "org.bytedeco.javacpp.platform.extension";

  private static final String BLAS_PROPERTY = "org.bytedeco.openblas.load";

  private static final String GENERIC = "";

  /// An accelerated build and the CPU flags (as in /proc/cpuinfo) that it needs.
  private record Build(String extension, Set<String> cpuFlags) {}

  private static final List<Build> BUILDS =
      List.of(
          new Build("-onednn-avx512", Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl")),
          new Build("-onednn-avx2", Set.of("avx2", "fma")));

  private NativeBackend() {}

  /// Selects the fastest build that is on the class path and that the CPU can run.
  public static void select() {
    boolean linuxOnX86 =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    if (linuxOnX86 && System.getProperty(EXTENSION_PROPERTY) == null) {
      System.setProperty(EXTENSION_PROPERTY, fastest(cpuFlags()));
    }
  }

  /// The chosen build's name, such as `onednn-avx2`, or `generic`.
  public static String description() {
    String extension = System.getProperty(EXTENSION_PROPERTY, GENERIC);
    return extension.isEmpty() ? "generic" : extension.substring(1);
  }

  /// Whether the BLAS will be OpenBLAS: the user named no other.
  public static boolean hasOpenBlas() {
    return System.getProperty(BLAS_PROPERTY, "").isEmpty();
  }

  static String fastest(Set<String> cpuFlags) {
    return BUILDS.stream()
        .filter(build -> cpuFlags.containsAll(build.cpuFlags()))
        .map(Build::extension)
        .filter(NativeBackend::onClassPath)
        .findFirst()
        .orElse(GENERIC);
  }

  private static boolean onClassPath(String extension) {
    String library =
        "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64" + extension + "/libnd4jcpu.so";
    return NativeBackend.class.getClassLoader().getResource(library) != null;
  }

  static Set<String> cpuFlags() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of(); // Without /proc the generic build still works.
    }
  }
}
