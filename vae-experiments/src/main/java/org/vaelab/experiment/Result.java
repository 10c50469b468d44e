package org.vaelab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.plot.Figure;
import org.vaelab.report.explorer.Explorer;

/// What an experiment found. Everything that shows it is made of it: the files of the run, what is
/// printed, and what other runs are compared with.
public interface Result {
  /// By the names of their files without `.csv`.
  Map<String, Table<?>> tables();

  /// By the names of their files without extension.
  Map<String, Figure> figures();

  /// The main results for a terminal.
  String text();

  /// The report, as Markdown.
  String summary();

  /// What is known to be wrong about the results, if anything.
  SanityChecks checks();

  /// The main results by data point.
  List<Measured> measured();

  /// The main results by name, for other programs; NaN where a value is not known.
  default Map<String, Number> numbers() {
    return Map.of();
  }

  /// The latent spaces of the trained models, if the experiment is about such.
  default Optional<Explorer> explorer() {
    return Optional.empty();
  }
}
