package org.vaelab.lab;

import java.util.List;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.Table;
import org.vaelab.plot.BarFigure;
import org.vaelab.report.Html;

/// The gaps of several models on the same test images.
///
/// @param models each with its evaluation by image
public record ComparedGaps(List<Gaps> models) implements Shown {

  public ComparedGaps {
    models = List.copyOf(models);
  }

  private Table<Gaps> table() {
    return Table.of(models)
        .shown("model", Gaps::model)
        .number("", "log p̂", "nats", "%.2f", gaps -> gaps.parts().logLikelihood())
        .number("", "L[q*]", "nats", "%.2f", gaps -> gaps.parts().elboOptimal())
        .number("", "L[q]", "nats", "%.2f", gaps -> gaps.parts().elboOwn())
        .number("", "approximation gap", "nats", "%.2f", gaps -> gaps.parts().approximation())
        .number("", "amortization gap", "nats", "%.2f", gaps -> gaps.parts().amortization())
        .number("", "inference gap", "nats", "%.2f", gaps -> gaps.parts().inference());
  }

  /// The three gaps of each model with their standard errors.
  public BarFigure figure() {
    return Estimates.gapBars(
        models.stream().map(Gaps::model).toList(), models.stream().map(Gaps::parts).toList());
  }

  @Override
  public String html() {
    return table().html() + Html.of(figure());
  }

  @Override
  public String toString() {
    return table().text();
  }
}
