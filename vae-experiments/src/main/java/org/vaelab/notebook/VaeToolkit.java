package org.vaelab.notebook;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vaelab.data.Datasets;
import org.vaelab.kernel.toolkit.KnownTexts;
import org.vaelab.kernel.toolkit.Toolkit;
import org.vaelab.lab.Shown;
import org.vaelab.lab.Trained;

/// What notebooks have of this toolkit without importing it.
public final class VaeToolkit implements Toolkit {
  private static final Pattern DATA_SET =
      Pattern.compile("\\b(?:Datasets\\s*\\.\\s*open|Lab\\s*\\.\\s*data)\\(\\s*\"([^\"\\n]*)$");

  @Override
  public List<String> imports() {
    return List.of(
        "org.nd4j.autodiff.samediff.SDVariable",
        "org.nd4j.autodiff.samediff.SameDiff",
        "org.nd4j.linalg.api.buffer.DataType",
        "org.nd4j.linalg.api.ndarray.INDArray",
        "org.nd4j.linalg.factory.Nd4j",
        "org.nd4j.linalg.ops.transforms.Transforms",
        "org.vaelab.algorithm.*",
        "org.vaelab.data.*",
        "org.vaelab.distribution.*",
        "org.vaelab.evidence.*",
        "org.vaelab.gradient.*",
        "org.vaelab.graph.*",
        "org.vaelab.inference.*",
        "org.vaelab.lab.*",
        "org.vaelab.latent.*",
        "org.vaelab.mixture.*",
        "org.vaelab.model.*",
        "org.vaelab.network.*",
        "org.vaelab.objective.*",
        "org.vaelab.optimisation.*",
        "org.vaelab.plot.*",
        "org.vaelab.progress.*",
        "org.vaelab.random.*",
        "org.vaelab.statistics.*",
        "org.vaelab.train.*");
  }

  @Override
  public Optional<String> html(Object value) {
    return value instanceof Shown shown ? Optional.of(shown.html()) : Optional.empty();
  }

  @Override
  public void released(Object value) {
    if (value instanceof Trained trained) {
      trained.close();
    }
  }

  @Override
  public List<KnownTexts> knownTexts() {
    return List.of(new KnownTexts(DATA_SET, Datasets::names));
  }
}
