package org.vaelab.experiment.train;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.graph.Graph;

/// Which family of q(z) approximates the posterior.
public record FamilyOptions(
    @Help("q(z): ${COMPLETION-CANDIDATES} (covariance of a Gaussian).")
        @Setting(unit = "NAME", quick = "diagonal")
        Kind family) {

  /// The families there are.
  public enum Kind {
    DIAGONAL,
    FULL
  }

  public FamilyOptions {
    SettingsForm.check(FamilyOptions.class, family);
  }

  PosteriorFamily make() {
    return switch (family) {
      case DIAGONAL -> new DiagonalGaussianFamily();
      case FULL -> new FullCovarianceFamily();
    };
  }

  /// Whether q can be had without the gradient of its parameters.
  boolean detachable() {
    PosteriorFamily q = make();
    Graph graph = new Graph(DataType.FLOAT);
    return q.posterior(graph, q.phi(graph, 2), 2).detached().isPresent();
  }

  void addIdle(Map<String, String> idle) {}
}
