package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.progress.Progress;
import org.vaelab.report.explorer.Explorer;
import org.vaelab.report.explorer.ExplorerModel;
import org.vaelab.report.explorer.Posteriors;

/// Collects what a page needs to explore the latent spaces of models: their decoders, codes of
/// training and test images, and for a few test images q and the best diagonal Gaussian q*.
public final class LatentExplorer {
  private static final int PICTURES = 24;
  private static final int CODES = 250;
  private static final int MOST_NUMBERS = 40_000;
  private static final LocalOptimisation BEST =
      LocalOptimisation.ofSteps(200, 2, new LearningRate.Cosine(0.05, 0.01));
  private static final FamilyOptimiser OPTIMISER = new FamilyOptimiser(BEST, 0, 50, PICTURES);

  private final ExperimentData data;
  private final long seed;
  private final int latent;
  private final Map<String, Points> points = new LinkedHashMap<>();
  private final List<ExplorerModel> models = new ArrayList<>();
  private Optional<String> obstacle = Optional.empty();

  /// @param latent Z of all models
  public LatentExplorer(ExperimentData data, int latent, long seed) {
    this.data = data;
    this.seed = seed;
    this.latent = latent;
    int count = Math.clamp(MOST_NUMBERS / latent, PICTURES, CODES);
    points.put("training", ExperimentData.chosen(data.frozenTrain(), seed, count));
    points.put("test", ExperimentData.chosen(data.frozenTest(), seed, count));
  }

  /// Adds a model, unless one of them cannot be shown.
  ///
  /// @param label what reports call it
  /// @param inference the model's own
  public void add(String label, Session session, Function<Points, LocalPosteriors> inference) {
    obstacle = obstacle.or(() -> ExplorerModel.obstacle(session.model(), session.parameters()));
    if (obstacle.isPresent()) {
      return;
    }
    try (LocalPosteriors training = inference.apply(points.get("training"));
        LocalPosteriors test = inference.apply(points.get("test"))) {
      models.add(
          ExplorerModel.of(
              label,
              session.model(),
              session.parameters(),
              PosteriorSketch.of(session, training, 0, seed),
              PosteriorSketch.of(session, test, pictures(), seed),
              best(session, test)));
    } catch (NonFiniteObjectiveException | ArithmeticException e) {
      obstacle = Optional.of(e.getMessage());
    }
  }

  private int pictures() {
    return Math.min(PICTURES, points.get("test").count());
  }

  private Posteriors best(Session session, LocalPosteriors test) {
    try (LocalPosteriors pictured = test.copy(0, pictures());
        FamilyOptimum optimum =
            Progress.muted(
                () -> OPTIMISER.optimise(session, pictured, new DiagonalGaussianFamily(), seed))) {
      return PosteriorSketch.of(session, optimum.best(), pictures(), seed);
    }
  }

  public Explorer explorer() {
    if (obstacle.isPresent()) {
      return new Explorer.Absent(obstacle.get());
    }
    Map<String, int[]> labels = new LinkedHashMap<>();
    points.forEach((split, chosen) -> labels.put(split, labels(split, chosen.ids())));
    return Explorer.Models.of(
        data.training().height(),
        data.training().width(),
        latent,
        points.get("test").slice(0, pictures()).x(),
        labels,
        models);
  }

  private int[] labels(String split, int[] ids) {
    byte[] all = data.labels().get(split);
    return all.length == 0 ? new int[0] : Arrays.stream(ids).map(id -> all[id] & 0xFF).toArray();
  }
}
