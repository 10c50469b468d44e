package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;

/// What is beyond the supported size, or beyond memory, is refused in one sentence that says how
/// large it is, before anything is allocated: where there is no memory, ND4J ends the JVM.
class TooLargeTest {

  private static void run(int rows, int columns) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", -1, 1);
    SDVariable w = graph.input("w", 1, -1);
    graph.output("y", x.mmul(w));
    try (CompiledGraph compiled = GraphExecutor.standard().compile(graph, List.of("y"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("x", new float[rows], rows, 1).set("w", new float[columns], 1, columns);
      compiled.run(inputs);
    }
  }

  @Test
  void anArrayOfMoreElementsThanAnInt() {
    assertThatThrownBy(() -> run(70_000, 70_000))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContainingAll("[70000, 70000]", "2147483639", "--batch")
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("JAVA_OPTS");
  }

  /// 2^64 elements: their number is 0 in 64 bits.
  @Test
  void broadcastValuesOfMoreElementsThanALong() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable a = graph.input("a", -1, 1, 1, 1);
    SDVariable b = graph.input("b", 1, -1, 1, 1);
    SDVariable c = graph.input("c", 1, 1, -1, 1);
    SDVariable d = graph.input("d", 1, 1, 1, -1);
    graph.output("y", a.add(b).add(c).add(d).sum(0, 1, 2, 3));
    int size = 1 << 16;
    try (CompiledGraph compiled = GraphExecutor.standard().compile(graph, List.of("y"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .set("a", new float[size], size, 1, 1, 1)
          .set("b", new float[size], 1, size, 1, 1)
          .set("c", new float[size], 1, 1, size, 1)
          .set("d", new float[size], 1, 1, 1, size);
      assertThatThrownBy(() -> compiled.run(inputs))
          .isInstanceOf(TooLargeException.class)
          .hasMessageContaining("an array of shape [65536, 65536, 1, 1]");
    }
  }

  @Test
  void parametersOfMoreElementsThanAnInt() {
    Vae vae = new Vae(784, 2, List.of(3_000_000), Activation.TANH, new Likelihood.Bernoulli());
    ParameterSpec weights = vae.parameters().get(2);
    assertThatThrownBy(weights::size)
        .isInstanceOf(TooLargeException.class)
        .hasMessageContainingAll("decoder.W1", "3000000 x 784", "--hidden");
    assertThatThrownBy(() -> new FullCovarianceFamily().rowSize(50_000))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("50000 x 50001");
  }

  /// A process with little memory, of JavaCPP's or of the operating system's granting.
  static final class Small {
    public static void main(String[] args) {
      try {
        HostArrays.allocate("the noise", 10_000, 10_000);
      } catch (TooLargeException e) {
        System.out.println("refused: " + e.getMessage());
      }
      try {
        run(12_000, 100_000); // 4.8 GB
      } catch (TooLargeException e) {
        System.out.println("refused: " + e.getMessage());
      }
      run(12, 100);
      System.out.println("alive");
    }
  }

  @Test
  void aPlanBeyondTheLimitOfNativeMemory() throws Exception {
    assertThat(small("-Dorg.bytedeco.javacpp.maxphysicalbytes=2G", "unlimited"))
        .contains(
            "refused: The graph is too large for the inputs w [1, 100000], x [12000, 1]: an array"
                + " of 4.8 GB",
            "of 2.1 GB are in use",
            "refused: An array is too large, the noise: 0.4 GB do not fit into the Java heap",
            "-Xmx16g",
            "VAELAB_JAVA_OPTS",
            "alive");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPlanBeyondTheAddressSpace() throws Exception {
    assertThat(small("-Dorg.bytedeco.javacpp.maxphysicalbytes=900G", "5500000"))
        .contains("refused: ", "the operating system refuses an array of 4.8 GB", "alive");
  }

  private static String small(String limit, String addressSpaceInKilobytes) throws Exception {
    StringBuilder command = new StringBuilder("ulimit -v " + addressSpaceInKilobytes + "; exec ");
    command.append(Path.of(System.getProperty("java.home"), "bin", "java")).append(" -Xmx256m");
    command.append(" -XX:ReservedCodeCacheSize=64m -XX:CompressedClassSpaceSize=64m ");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(argument -> command.append(argument).append(' '));
    command.append(limit).append(" -cp '").append(System.getProperty("java.class.path"));
    command.append("' '").append(Small.class.getName()).append('\'');
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command.toString());
    builder.environment().put("OMP_NUM_THREADS", "2");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
