package org.vaelab.bench;

import java.util.List;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.SameDiffExecutor;

/// What does the work.
public enum Engine {
  /// The toolkit as its users run it: compiled plans.
  OURS("ours", List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED")) {
    @Override
    EngineAdapter adapter() {
      return new ToolkitEngine(new PlanExecutor());
    }
  },
  /// libtorch through DJL.
  LIBTORCH("libtorch", List.of("-Dai.djl.offline=true")) {
    @Override
    EngineAdapter adapter() {
      return new TorchEngine();
    }
  },
  /// The toolkit on SameDiff's own session, ND4J's default native build and ND4J's Adam.
  SAMEDIFF("samediff", List.of("-Dorg.bytedeco.javacpp.platform.extension=")) {
    @Override
    EngineAdapter adapter() {
      return new ToolkitEngine(new SameDiffExecutor());
    }
  },
  /// Only the matrix products that the work cannot do without: the floor.
  GEMM("gemm", List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED")) {
    @Override
    EngineAdapter adapter() {
      return new GemmEngine();
    }

    @Override
    boolean computesNumbers() {
      return false;
    }
  },
  /// scikit-learn, for mixtures alone.
  SCIKIT_LEARN("scikit-learn", List.of()) {
    @Override
    EngineAdapter adapter() {
      return new ScikitLearn();
    }
  };

  private final String label;
  private final List<String> flags;

  Engine(String label, List<String> flags) {
    this.label = label;
    this.flags = flags;
  }

  public String label() {
    return label;
  }

  /// Flags of the JVM that it runs in.
  List<String> flags() {
    return flags;
  }

  /// Whether it does the whole work, so that its numbers can be compared.
  boolean computesNumbers() {
    return true;
  }

  abstract EngineAdapter adapter();
}
