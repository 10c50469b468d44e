package org.vaelab.kernel.eval;

import java.util.List;

/// What every notebook has imported from the start.
public final class Imports {
  private Imports() {}

  /// The import declarations, without `import` and semicolon. Where the JDK and the toolkit have a
  /// type of the same name, the JDK's is named in addition and wins; what a cell imports
  /// or declares wins over both ([NamePrecedence]).
  public static List<String> names() {
    return NAMES;
  }

  private static final List<String> NAMES =
      List.of(
          "java.awt.image.BufferedImage",
          "java.io.*",
          "java.math.*",
          "java.net.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*",
          "java.util.concurrent.Executor",
          "java.util.function.*",
          "java.util.regex.*",
          "java.util.stream.*",
          "java.util.stream.Stream",
          "org.nd4j.autodiff.samediff.SDVariable",
          "org.nd4j.autodiff.samediff.SameDiff",
          "org.nd4j.linalg.api.buffer.DataType",
          "org.nd4j.linalg.api.ndarray.INDArray",
          "org.nd4j.linalg.factory.Nd4j",
          "org.nd4j.linalg.ops.transforms.Transforms",
          "org.vaelab.data.*",
          "org.vaelab.distribution.*",
          "org.vaelab.graph.*",
          "org.vaelab.inference.*",
          "org.vaelab.likelihood.*",
          "org.vaelab.model.*",
          "org.vaelab.objective.*",
          "org.vaelab.optimisation.*",
          "org.vaelab.plot.*",
          "org.vaelab.progress.*",
          "org.vaelab.random.*",
          "org.vaelab.statistics.*",
          "org.vaelab.train.*",
          "static org.vaelab.kernel.display.Display.*");
}
