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

/// The kernels of libtorch that DJL's tensors do not reach: the Bernoulli log-likelihood as one
/// function of the logits, and Adam fused over all parameters. They are called from a TorchScript
/// module without state, whose archive is written here.
final class TorchScript {
  private static final String NAME = "Kernels";

  private static final String CODE =
      """
      class Kernels(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Kernels, logits: Tensor, x: Tensor) -> Tensor:
          return torch.binary_cross_entropy_with_logits(logits, x, None, None, 2)
        def adam(self: __torch__.Kernels, parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], largest: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, epsilon: float) -> int:
          torch._foreach_add_(steps, 1)
          torch._fused_adam_(parameters, gradients, first, second, largest, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)
          return 0
      """;

  private TorchScript() {}

  /// `forward(logits, x)` is −log p(x given z), summed; `adam(...)` a step on lists of tensors.
  static PtSymbolBlock load(NDManager manager) {
    try {
      return JniUtils.loadModule(
          (PtNDManager) manager, new ByteArrayInputStream(archive()), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "version", "3\n".getBytes(UTF_8));
      entry(zip, "data.pkl", module());
      entry(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // An empty tuple.
      entry(zip, "code/__torch__.py", CODE.getBytes(UTF_8));
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
