package org.vaelab.kernel.install;

import java.nio.file.Path;

/// The shell script that Jupyter starts: says what is gone, else becomes the JVM.
final class StartScript {
  private StartScript() {}

  static String text(Path java, KernelSpec spec, ClassPath classPath) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        #!/bin/sh
        # Starts the kernel; written by 'vaelab kernel install'.
        gone() {
          echo "vaelab kernel: $1 is gone; run './vaelab kernel install' again." >&2
          exit 1
        }
        """);
    script
        .append("[ -x ")
        .append(quote(java))
        .append(" ] || gone ")
        .append(quote(java))
        .append('\n');
    script.append("for jar in");
    for (Path entry : classPath.entries()) {
      script.append(" \\\n  ").append(quote(entry));
    }
    script.append("; do\n  [ -f \"$jar\" ] || gone \"$jar\"\ndone\n");
    script.append("exec ").append(quote(java)).append(" ${VAELAB_JAVA_OPTS:-}");
    script.append(" -XX:AOTCache=").append(quote(spec.cache()));
    // Without the cache, or with one that no longer fits, the JVM starts all the same.
    script.append(" -Xlog:aot=off -Xlog:cds=off");
    script.append(" @").append(quote(spec.arguments())).append(" \"$@\"\n");
    return script.toString();
  }

  static String quote(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
