package org.vaelab.graph;

import java.util.List;
import org.vaelab.nativemath.Blas;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.nativemath.NativeFloats;

/// Runs graphs by compiled plans ([Plan]), one for each set of input shapes. What no plan can
/// express runs by SameDiff: single ops that plans do not know, and everything where the JVM has no
/// vector module (see README.md, Hardware), the arrays are not in host memory or ND4J's BLAS is not
/// OpenBLAS.
public final class PlanExecutor implements GraphExecutor {
  private final SameDiffExecutor plain = new SameDiffExecutor();

  @Override
  public CompiledGraph compile(Graph graph, List<String> outputs, List<String> gradients) {
    SameDiffGraph compiled = plain.compile(graph, outputs, gradients);
    return available() ? new PlanGraph(compiled) : compiled;
  }

  @Override
  public boolean prefersSmallRuns() {
    return available();
  }

  /// Whether plans can run in this process.
  public static boolean available() {
    return NativeFloats.available() && Blas.available();
  }

  /// The same without loading ND4J's native library, unless it may be another than usual.
  public static boolean expected() {
    return NativeFloats.available() && (NativeBackend.hasOpenBlas() || Blas.available());
  }
}
