package org.vaelab.kernel;

import java.util.List;
import java.util.regex.Pattern;
import org.vaelab.kernel.toolkit.KnownTexts;
import org.vaelab.kernel.toolkit.Toolkit;

/// What the cells of these tests have imported.
public final class TestToolkit implements Toolkit {
  /// What is told when a variable lets go of it.
  public static final class Held {
    public boolean released;
  }

  private static final Pattern KNOWN = Pattern.compile("Known\\.text\\(\"([^\"]*)$");

  @Override
  public List<String> imports() {
    return List.of(
        "org.nd4j.linalg.api.buffer.DataType",
        "org.nd4j.linalg.api.ndarray.INDArray",
        "org.nd4j.linalg.factory.Nd4j",
        "org.vaelab.kernel.TestToolkit.Held",
        "org.vaelab.progress.*");
  }

  @Override
  public void released(Object value) {
    if (value instanceof Held held) {
      held.released = true;
    }
  }

  @Override
  public List<KnownTexts> knownTexts() {
    return List.of(new KnownTexts(KNOWN, () -> List.of("one", "two")));
  }
}
