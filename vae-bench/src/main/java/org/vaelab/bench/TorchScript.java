package org.vaelab.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The kernels of libtorch that DJL's tensors do not reach: Adam fused over all parameters, and the
/// Bernoulli log-likelihood as one function of the logits, or a whole loss. They are called from a
/// TorchScript module without state, whose archive is written here.
final class TorchScript {
  private static final String NAME = "Kernels";

  private static final String CODE =
      """
      class Kernels(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def adam(self: __torch__.Kernels, parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], largest: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, epsilon: float) -> int:
          torch._foreach_add_(steps, 1)
          torch._fused_adam_(parameters, gradients, first, second, largest, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)
          return 0
      """;

  /// `forward(logits, x)` is −log p(x given z), summed.
  static final String CROSS_ENTROPY =
      """
        def forward(self: __torch__.Kernels, logits: Tensor, x: Tensor) -> Tensor:
          return torch.binary_cross_entropy_with_logits(logits, x, None, None, 2)
      """;

  /// A method that is a network with tanh layers.
  static final String MLP =
      """
        def mlp(self: __torch__.Kernels, p: List[Tensor], first: int, layers: int, rows: Tensor) -> Tensor:
          h = rows
          for i in range(layers):
            if i > 0:
              h = torch.tanh(h)
            h = torch.linear(h, p[first + 2 * i], p[first + 2 * i + 1])
          return h
      """;

  private TorchScript() {}

  /// A module with `adam(...)`, a step on lists of tensors.
  ///
  /// @param forward its method `forward`, and others that this calls
  static PtSymbolBlock load(NDManager manager, String forward) {
    try {
      return JniUtils.loadModule(
          (PtNDManager) manager, new ByteArrayInputStream(archive(CODE + forward)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "version", "3\n".getBytes(UTF_8));
      entry(zip, "data.pkl", module());
      entry(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // An empty tuple.
      entry(zip, "code/__torch__.py", code.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry("kernels/" + name));
    zip.write(content);
    zip.closeEntry();
  }

  /// A pickle of protocol 2: an object of the class with the attribute `training`, false.
  private static byte[] module() {
    String text =
        "\u0080\u0002c__torch__\n" + NAME + "\n)\u0081}X\b\u0000\u0000\u0000training\u0089sb.";
    return text.getBytes(ISO_8859_1);
  }
}
