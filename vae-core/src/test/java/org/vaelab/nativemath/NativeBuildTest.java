package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.optimisation.Adam;
import org.vaelab.train.TrainingConfig;

/// Whatever class a process uses first, the native library that it loads is the one that was chosen
/// for its CPU.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeBuildTest {

  /// A process that uses one class, then ND4J.
  static final class First {
    private static final Map<String, Runnable> USES =
        Map.of(
            "Adam", Adam::standard,
            "TrainingConfig", () -> TrainingConfig.of(1, 1, 1e-3, 1),
            "NativeFloats", NativeFloats::available,
            "Blas", Blas::available,
            "PlanExecutor", PlanExecutor::available,
            "Graph", () -> new Graph(DataType.FLOAT),
            "HostArrays", () -> HostArrays.create(DataType.FLOAT, new float[1], 1),
            "Inputs", () -> new Inputs(DataType.FLOAT).set("x", new float[1], 1),
            "Parameters",
                () ->
                    Parameters.of(
                        List.of(ParameterSpec.constantRow("b", 1, 0)), Map.of("b", new float[1])));

    public static void main(String[] args) throws IOException {
      USES.get(args[0]).run();
      String chosen = System.getProperty(NativeBackend.EXTENSION_PROPERTY);
      NativeLibrary.backend();
      try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
        String library = maps.filter(line -> line.endsWith("libnd4jcpu.so")).findFirst().orElse("");
        System.out.println("chosen=" + chosen);
        System.out.println("loaded=" + library.replaceFirst(".*/(linux-[^/]*)/.*", "$1"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Adam",
        "TrainingConfig",
        "NativeFloats",
        "Blas",
        "PlanExecutor",
        "Graph",
        "HostArrays",
        "Inputs",
        "Parameters"
      })
  void isChosenBeforeItIsLoaded(String first) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--") || a.startsWith("-Dorg.bytedeco.javacpp.max"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), First.class.getName(), first));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String chosen = NativeBackend.fastest(NativeBackend.cpuFlags());
    assertThat(output).contains("chosen=" + chosen, "loaded=linux-x86_64" + chosen);
  }
}
