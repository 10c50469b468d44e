package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.kernel.install.InstallException;
import org.vaelab.kernel.install.JvmOptions;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.KernelSpec;
import org.vaelab.kernel.paths.JupyterPaths;

class InstallTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final KernelInstaller installer = new KernelInstaller(new PrintWriter(out));

  private KernelSpec spec() {
    return KernelSpec.of(directory.resolve("with space"), "vaelab");
  }

  private static List<String> command(KernelSpec spec) throws Exception {
    JsonObject json =
        JsonParser.parseString(Files.readString(spec.directory().resolve("kernel.json")))
            .getAsJsonObject();
    assertThat(json.get("display_name").getAsString()).isEqualTo("Java (VAE Lab)");
    assertThat(json.get("language").getAsString()).isEqualTo("java");
    List<String> command = new ArrayList<>();
    json.getAsJsonArray("argv").forEach(argument -> command.add(argument.getAsString()));
    return command;
  }

  @Test
  void anInstalledKernelRunsWithItsCache() throws Exception {
    installer.install(spec(), new JvmOptions("1g", "1G"), true);
    assertThat(spec().directory().resolve("kernel.aot")).isNotEmptyFile();
    assertThat(spec().directory().resolve("logo-64x64.png")).isNotEmptyFile();
    // With this flag a cache that does not fit ends the JVM.
    Map<String, String> environment = Map.of("VAELAB_JAVA_OPTS", "-XX:AOTMode=on");
    try (TestKernel kernel = TestKernel.start(command(spec()), environment)) {
      assertThat(kernel.run("Nd4j.ones(3).sumNumber()").result()).isEqualTo("3.0");
    }
    installer.info(spec());
    assertThat(out.toString()).contains("up to date    yes").contains("org.vaelab.progress.*");
    installer.uninstall(spec());
    assertThat(spec().directory()).doesNotExist();
    assertThatThrownBy(() -> installer.uninstall(spec()))
        .isInstanceOf(InstallException.class)
        .hasMessageContaining("There is no kernel of VAE Lab in");
  }

  @Test
  void whatIsGoneIsNamed() throws Exception {
    installer.install(spec(), JvmOptions.standard(), false);
    Path jar = Files.list(spec().directory().resolve("lib")).sorted().findFirst().orElseThrow();
    Files.delete(jar);
    List<String> command = command(spec());
    command.replaceAll(a -> a.equals("{connection_file}") ? "none.json" : a);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output)
        .isEqualTo("vaelab kernel: " + jar + " is gone; run './vaelab kernel install' again.\n");
  }

  @Test
  void whatDoesNotStartIsNotInstalled() {
    for (String heap : List.of("1k", "1m")) {
      assertThatThrownBy(() -> installer.install(spec(), new JvmOptions(heap, "1G"), true))
          .isInstanceOf(InstallException.class)
          .hasMessageContaining("does not start with --heap " + heap)
          .hasMessageNotContaining("\n");
      assertThat(spec().directory()).doesNotExist();
    }
    assertThat(out.toString()).doesNotContain("Installed");
  }

  @Test
  void twoVersionsHaveTwoNames() throws Exception {
    installer.install(spec().called("Java (old)"), JvmOptions.standard(), false);
    assertThat(Files.readString(spec().directory().resolve("kernel.json")))
        .contains("\"display_name\": \"Java (old)\"");
    installer.info(spec());
    assertThat(out.toString()).contains("kernel        Java (old)");
  }

  @Test
  void places() {
    assertThat(JupyterPaths.user(Map.of("JUPYTER_DATA_DIR", "/d"))).isEqualTo(Path.of("/d"));
    assertThat(JupyterPaths.user(Map.of("HOME", "/h")).startsWith("/h")).isTrue();
    assertThat(JupyterPaths.user(Map.of("HOME", "/h", "JUPYTER_DATA_DIR", "")).startsWith("/h"))
        .isTrue();
    assertThat(JupyterPaths.sysPrefix(Map.of("VIRTUAL_ENV", "/v")))
        .contains(Path.of("/v/share/jupyter"));
    assertThat(JupyterPaths.sysPrefix(Map.of())).isEmpty();
    for (String name : List.of("a/b", ".", "..", "")) {
      assertThatThrownBy(() -> KernelSpec.of(directory, name))
          .as(name)
          .hasMessageContaining("cannot be a kernel's name");
    }
    assertThatThrownBy(() -> new JvmOptions("lots", "1G"))
        .hasMessageContaining("'lots' is no size");
  }
}
