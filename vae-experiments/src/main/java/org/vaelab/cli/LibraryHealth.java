package org.vaelab.cli;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.cli.HealthCheck.Finding;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.KernelSpec;
import org.vaelab.kernel.install.NotebookServer;
import org.vaelab.kernel.paths.JupyterPaths;
import org.vaelab.nativemath.NativeBackend;

/// What the libraries and programs that VAE Lab uses can do here.
final class LibraryHealth {
  private static final long MIB = 1 << 20;
  private static final long LEAST_HEAP = 1000;
  private static final long SECONDS = 20;

  private LibraryHealth() {}

  /// Loads the library and multiplies two matrices.
  static Finding nativeBuild() {
    NativeBackend.select();
    String text =
        "%s, %s"
            .formatted(NativeBackend.description(), Nd4j.getBackend().getClass().getSimpleName());
    try (var a = Nd4j.ones(2, 3);
        var b = Nd4j.ones(3, 2);
        var product = a.mmul(b)) {
      double sum = product.sumNumber().doubleValue();
      return sum == 12
          ? Finding.works(text + ", loads and calculates")
          : Finding.fails(
              text + ", calculates wrongly: 12 comes out as " + sum,
              "choose the generic build: VAELAB_JAVA_OPTS=-Dorg.bytedeco.javacpp.platform.extension=");
    }
  }

  static Finding vectorModule() {
    return PlanExecutor.available()
        ? Finding.works("there; graphs run as compiled plans")
        : Finding.lacks(
            "not there; graphs run in SameDiff, several times slower",
            "start with ./vaelab, which passes --add-exports java.base/jdk.internal.module=ALL-UNNAMED.");
  }

  static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory() / MIB;
    long machine = 0;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      machine = system.getTotalMemorySize() / MIB;
    }
    long arrays = Pointer.maxBytes() / MIB;
    long physical = Pointer.maxPhysicalBytes() / MIB;
    String text =
        "heap %,d MB, native arrays %s, process %s, machine %,d MB"
            .formatted(heap, limit(arrays), limit(physical), machine);
    if (heap < LEAST_HEAP) {
      return Finding.fails(text, "give the heap at least 1 GB: VAELAB_JAVA_OPTS=-Xmx2g.");
    }
    return machine > 0 && heap > machine
        ? Finding.lacks(
            text,
            "the heap may grow beyond the machine's memory: lower it with VAELAB_JAVA_OPTS=-Xmx%dm."
                .formatted(Math.max(LEAST_HEAP, machine / 2)))
        : Finding.works(text);
  }

  private static String limit(long mebibytes) {
    return mebibytes <= 0 ? "without limit" : "%,d MB".formatted(mebibytes);
  }

  static Finding fonts() {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    double width =
        font.getStringBounds("log p(x)", new FontRenderContext(null, true, true)).getWidth();
    return width > 0
        ? Finding.works("figures are labelled in " + font.getFontName())
        : Finding.fails("text has no width", "install a font: apt install fonts-dejavu-core.");
  }

  static Finding jupyter() throws Exception {
    NotebookServer server = NotebookServer.find().orElse(null);
    if (server == null) {
      return Finding.lacks(
          "not installed",
          "notebooks need it: apt install jupyter-notebook, or pip install notebook.");
    }
    String program = server.command().getFirst();
    Process process =
        new ProcessBuilder(program, "--version")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Finding.lacks(
          program + " does not answer within " + SECONDS + " s", "install it again.");
    }
    return process.exitValue() == 0
        ? Finding.works(program)
        : Finding.lacks(program + " --version fails", "install it again.");
  }

  static Finding kernel() {
    KernelSpec spec = KernelSpec.of(JupyterPaths.user(System.getenv()), "vaelab");
    return switch (KernelInstaller.state(spec)) {
      case UP_TO_DATE -> Finding.works("up to date, in " + spec.directory());
      case OUTDATED ->
          Finding.lacks(
              "made from other classes, in " + spec.directory(), "run ./vaelab kernel install.");
      case MISSING ->
          Finding.lacks(
              "not installed in " + spec.directory(),
              "run ./vaelab kernel install, or ./vaelab notebook, which has its own.");
    };
  }
}
