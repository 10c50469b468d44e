package org.vaelab.experiment.missing;

import java.util.Arrays;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.plot.ImageGrid;

/// Missing top halves of small images, where every z can be summed, and of the images themselves.
final class HalfRun {
  private static final int MOST_SMALL = 20;
  private static final int SHOWN = 12;

  private HalfRun() {}

  /// @param study bounds of the guesses
  /// @param logLikelihood log p(x, z) of every whole test image, in nats
  record Large(HalfStudy study, Chains chains, ImageGrid pictures, double[] logLikelihood) {}

  static HalfStudy small(TopHalf model, MissingPixelsConfig config, ExperimentData data) {
    int count = Math.min(MOST_SMALL, config.images());
    Points points =
        ExperimentData.chosen(Pooled.of(data.frozenTest()), config.model().seed(), count);
    try (model) {
      List<LocalPosteriors> q = guesses(model, points, config);
      HalfStudy study =
          HalfStudy.of(
              model, points, q, model.exact(points), config.samples(), config.model().seed());
      q.forEach(LocalPosteriors::close);
      return study;
    }
  }

  static Large large(TopHalf model, MissingPixelsConfig config, ExperimentData data) {
    long seed = config.model().seed();
    Points points = ExperimentData.chosen(data.frozenTest(), seed, config.images());
    try (model) {
      List<LocalPosteriors> q = guesses(model, points, config);
      HalfStudy study = HalfStudy.of(model, points, q, List.of(), config.samples(), seed);
      LocalPosteriors best = q.get(study.best().guess().ordinal());
      Chains chains = Chains.of(model, points, best, config.sweeps(), seed);
      ImageGrid pictures =
          HalfStudy.pictures(points, q, chains.tops(), Math.min(SHOWN, points.count()));
      q.forEach(LocalPosteriors::close);
      double[] logLikelihood = model.logLikelihood(Points.all(data.frozenTest()));
      return new Large(study, chains, pictures, logLikelihood);
    }
  }

  private static List<LocalPosteriors> guesses(
      TopHalf model, Points points, MissingPixelsConfig config) {
    return Arrays.stream(Guess.values())
        .map(
            guess ->
                model.q(guess, points, config.steps(), config.stepSamples(), config.model().seed()))
        .toList();
  }
}
