package org.vaelab.graph;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.CustomOp;

/// The ops that a graph may use. SameDiff 1.0.0-M2.1 is frozen and some of its ops are silently
/// wrong, so an op is allowed only while a test checks its value and gradient.
public final class OpAllowList {
  private static final Set<String> ALLOWED =
      Set.of(
          "add",
          "subtract",
          "multiply",
          "divide",
          "add_scalar",
          "sub_scalar",
          "mul_scalar",
          "div_scalar",
          "rsub_scalar",
          "rdiv_scalar",
          "neg",
          "square",
          "sqrt",
          "exp",
          "expm1",
          "log",
          "log1p",
          "tanh",
          "sigmoid",
          "relu",
          "elu",
          "swish",
          "ClipByValue",
          "reduce_sum",
          "reduce_mean",
          "reduce_max",
          "matmul",
          "reshape",
          "strided_slice",
          "concat",
          "permute",
          "conv2d",
          "deconv2d",
          "upsampling2d",
          "stop_gradient");

  private static final Map<String, String> KNOWN_WRONG =
      Map.ofEntries(
          Map.entry("softplus", "it is Inf above about 88; use SafeOps.softplus."),
          Map.entry("log_sigmoid", "it is -Inf below about -90; use -SafeOps.softplus(-x)."),
          Map.entry("logsigmoid", "it is -Inf below about -90; use -SafeOps.softplus(-x)."),
          Map.entry("reduce_logsumexp", "its gradient overflows; use SafeOps.logSumExp."),
          Map.entry("logsumexp", "its gradient throws; use SafeOps.logSumExp."),
          Map.entry("cumsum", "its gradient is silently wrong."),
          Map.entry("matrix_inverse", "its gradient is silently wrong."),
          Map.entry("mod", "its gradient is silently wrong."),
          Map.entry("precise_gelu", "its gradient is off by 7e-4."),
          Map.entry("reduce_variance", "it is silently wrong without bias correction."),
          Map.entry("gather", "its gradient throws; use a product with one-hot rows."),
          Map.entry("scatter_upd", "its gradient throws."),
          Map.entry("repeat", "it crashes the JVM; broadcast instead."),
          Map.entry("tensormmul", "it throws for ranks 3 and 2; reshape and use mmul."),
          Map.entry("batched_gemm", "it throws; use mmul of rank 3."),
          Map.entry("gather_nd", "it has no gradient."),
          Map.entry("embedding_lookup", "it has no gradient."),
          Map.entry("where_np", "it has no gradient."),
          Map.entry("cholesky", "it has no gradient."),
          Map.entry("logdet", "it has no gradient."),
          Map.entry("triangular_solve", "it has no gradient."),
          Map.entry("solve", "it has no gradient."),
          Map.entry("lgamma", "it has no gradient."),
          Map.entry("digamma", "it has no gradient."),
          Map.entry("random_normal", "it repeats its draw; feed noise as an input."),
          Map.entry("randomnormal", "it repeats its draw; feed noise as an input."));

  /// Settings of allowed ops that fail or are wrong, as integer arguments that must have the given
  /// value.
  private record Setting(int argument, long required, String reason) {}

  private static final String DILATED = "ND4J cannot run it dilated in floats.";
  private static final String UNTESTED = "it is not tested dilated.";
  private static final Map<String, List<Setting>> SETTINGS =
      Map.of(
          "conv2d",
          List.of(
              new Setting(6, 1, DILATED),
              new Setting(7, 1, DILATED),
              new Setting(10, 0, "its gradient throws for other kernels than YXIO.")),
          "deconv2d",
          List.of(new Setting(6, 1, UNTESTED), new Setting(7, 1, UNTESTED)),
          "upsampling2d",
          List.of(
              new Setting(
                  2,
                  1,
                  "its gradient is silently wrong with channels last; use SafeOps.upsampling.")));

  private OpAllowList() {}

  /// Names of the allowed ops, as SameDiff reports them.
  public static Set<String> allowed() {
    return ALLOWED;
  }

  /// @throws RefusedOpException naming the first op of the graph that is not allowed, with the
  ///     reason
  static void check(SameDiff graph) {
    for (SameDiffOp op : graph.getOps().values()) {
      String name = op.getOp().opName();
      if (!ALLOWED.contains(name)) {
        String variable = op.getOutputsOfOp().isEmpty() ? "?" : op.getOutputsOfOp().getFirst();
        String reason =
            name.endsWith("_loss") || name.contains("cross_entropy")
                ? "loss ops ignore the gradient that flows into them; write the formula out."
                : KNOWN_WRONG.getOrDefault(
                    name.toLowerCase(Locale.ROOT),
                    "it is not among the ops whose values and gradients are tested: "
                        + ALLOWED.stream().sorted().toList()
                        + ".");
        throw new RefusedOpException(name, variable, reason);
      }
      for (Setting setting : SETTINGS.getOrDefault(name, List.of())) {
        long[] given = ((CustomOp) op.getOp()).iArgs();
        if (given[setting.argument] != setting.required) {
          throw new RefusedOpException(name, op.getOutputsOfOp().getFirst(), setting.reason);
        }
      }
    }
  }
}
