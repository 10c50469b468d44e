package org.vaelab.kernel.install;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.kernel.eval.Redefinition;

/// Settings of the kernel's JVM.
///
/// @param heap largest Java heap, such as `4g`
/// @param nativeMemory largest native memory of ND4J, such as `8G`
public record JvmOptions(String heap, String nativeMemory) {
  public JvmOptions {
    check(heap, "heap");
    check(nativeMemory, "native memory");
  }

  public static JvmOptions standard() {
    return new JvmOptions("4g", "8G");
  }

  private static void check(String size, String what) {
    if (!size.matches("[1-9][0-9]*[kKmMgG]")) {
      throw new InstallException(
          "'%s' is no size for the %s; write a number and K, M or G, such as 4G."
              .formatted(size, what));
    }
  }

  /// The JVM's arguments without class path and cache.
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(Redefinition.OPTIONS);
    arguments.addAll(
        List.of(
            "-Xmx" + heap,
            // The serial collector, the choice on one processor, thrashes in a full heap.
            "-XX:+UseG1GC",
            "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Dorg.bytedeco.javacpp.maxbytes=" + nativeMemory,
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    return arguments;
  }
}
