package org.vaelab.lab;

import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LatentExplorer;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.files.Markup;
import org.vaelab.inference.Session;
import org.vaelab.report.explorer.Explorer;

/// The latent space of a trained model, to be explored.
///
/// @param model what reports call it
/// @param explorer its decoder and codes
public record Exploration(String model, Explorer.Models explorer) implements Shown {
  private static final int HEIGHT = 900;

  static Exploration of(
      String model, ExperimentData data, Session session, OwnInference inference) {
    LatentExplorer explorer =
        new LatentExplorer(data, session.model().latentSize(), inference.seed());
    explorer.add(model, session, points -> inference.quietly(session, points));
    return switch (explorer.explorer()) {
      case Explorer.Models models -> new Exploration(model, models);
      case Explorer.Absent absent -> throw new ExperimentException(absent.sentence());
    };
  }

  /// A page of its own, which needs no other file.
  public String page() {
    return explorer.page("Latent space: " + model);
  }

  /// A frame with the page in it, apart from the notebook's own scripts.
  @Override
  public String html() {
    return "<iframe title=\"%s\" sandbox=\"allow-scripts\" style=\"width: 100%%; height: %dpx; border: 0\" srcdoc=\"%s\"></iframe>"
        .formatted(Markup.escape(toString()), HEIGHT, Markup.escape(page()));
  }

  @Override
  public String toString() {
    return "%s: latent space of %d dimension%s"
        .formatted(model, explorer.latent(), explorer.latent() == 1 ? "" : "s");
  }
}
