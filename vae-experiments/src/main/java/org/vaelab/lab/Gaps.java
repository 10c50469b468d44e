package org.vaelab.lab;

import org.vaelab.evidence.InferenceGap;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.report.Html;

/// The distance between log p(x) and the ELBO on test images, split into approximation and
/// amortization gap (Cremer, Li and Duvenaud 2018).
///
/// @param model whose
/// @param evaluation the values by image
public record Gaps(String model, ModelEvaluation evaluation) implements Shown {
  static final int OPTIMAL_STEPS = 500;

  /// Means over the images: log p̂ with proposal q*, L\[q*], L\[q] and the differences.
  public InferenceGap parts() {
    return evaluation.gap();
  }

  @Override
  public String html() {
    return Html.paragraph(model)
        + evaluation.byFamily().html()
        + evaluation.means().html()
        + evaluation.latentUse().map(use -> Html.paragraph(use.text())).orElse("");
  }

  @Override
  public String toString() {
    return model + "\n" + evaluation.text();
  }
}
