package org.vaelab.cli;

import java.nio.file.Path;
import org.vaelab.kernel.install.InstallException;
import org.vaelab.kernel.install.JvmOptions;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.KernelSpec;
import org.vaelab.kernel.paths.JupyterPaths;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "kernel",
    description = "Installs, removes or describes the Java kernel of Jupyter notebooks.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KernelCommand {
  @Spec private CommandSpec spec;

  /// Which kernel.
  static final class Target {
    @ArgGroup private Place place;

    @Option(
        names = "--name",
        defaultValue = "vaelab",
        description = "The kernel's name among Jupyter's kernels (default: ${DEFAULT-VALUE}).")
    private String name;

    static final class Place {
      @Option(names = "--user", description = "For the current user (default).")
      private boolean user;

      @Option(names = "--sys-prefix", description = "For the active Python environment.")
      private boolean sysPrefix;

      @Option(names = "--prefix", paramLabel = "DIR", description = "Below DIR/share/jupyter.")
      private Path prefix;
    }

    KernelSpec kernel() {
      Path data = JupyterPaths.user(System.getenv());
      if (place != null && place.sysPrefix) {
        data =
            JupyterPaths.sysPrefix(System.getenv())
                .orElseThrow(
                    () ->
                        new InstallException(
                            "No Python environment is active (VIRTUAL_ENV and CONDA_PREFIX are not"
                                + " set); activate one, or use --user or --prefix DIR."));
      } else if (place != null && place.prefix != null) {
        data = JupyterPaths.prefix(place.prefix);
      }
      return KernelSpec.of(data, name);
    }
  }

  @Command(
      name = "install",
      description = "Makes the kernel known to Jupyter; run it again after an update.",
      mixinStandardHelpOptions = true)
  void install(
      @Mixin Target target,
      @Option(
              names = "--heap",
              paramLabel = "SIZE",
              defaultValue = "4g",
              description = "Largest Java heap (default: ${DEFAULT-VALUE}).")
          String heap,
      @Option(
              names = "--native-memory",
              paramLabel = "SIZE",
              defaultValue = "8G",
              description = "Largest memory of ND4J's arrays (default: ${DEFAULT-VALUE}).")
          String nativeMemory,
      @Option(
              names = "--display-name",
              paramLabel = "NAME",
              defaultValue = KernelSpec.DISPLAY_NAME,
              description = "Name in the notebook's menu (default: ${DEFAULT-VALUE}).")
          String displayName) {
    installer()
        .install(target.kernel().called(displayName), new JvmOptions(heap, nativeMemory), true);
    if (target.place != null && target.place.prefix != null) {
      spec.commandLine()
          .getOut()
          .println(
              "Jupyter finds it there with JUPYTER_PATH=%s"
                  .formatted(JupyterPaths.prefix(target.place.prefix).toAbsolutePath()));
    }
  }

  @Command(name = "uninstall", description = "Removes the kernel.", mixinStandardHelpOptions = true)
  void uninstall(@Mixin Target target) {
    installer().uninstall(target.kernel());
  }

  @Command(
      name = "info",
      description = "Shows where the kernel is and what its notebooks have imported.",
      mixinStandardHelpOptions = true)
  void info(@Mixin Target target) {
    installer().info(target.kernel());
  }

  private KernelInstaller installer() {
    return new KernelInstaller(spec.commandLine().getOut());
  }
}
