package org.vaelab.experiment.mixture;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.mixture.CovarianceType;
import org.vaelab.mixture.ExpectationMaximisation;
import org.vaelab.mixture.MixtureStart;
import org.vaelab.plot.ImageGrid;

/// Mixtures of Gaussians by expectation maximisation: of three clusters in the plane, where the
/// bound can be watched; of images, whose digits they find without labels; and the one-layer VAE as
/// a mixture of infinitely many.
public final class MixtureOfGaussians implements Experiment<MixtureConfig, MixtureResult> {
  private static final int COMPONENTS = 3;

  @Override
  public String name() {
    return "mixture";
  }

  @Override
  public String description() {
    return "Fits mixtures of Gaussians to points in the plane and to codes of images, and draws the VAE as an infinite mixture.";
  }

  @Override
  public Class<MixtureConfig> settings() {
    return MixtureConfig.class;
  }

  @Override
  public MixtureResult measure(
      MixtureConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    long seed = config.model().seed();
    List<Clustering> clusterings = new DigitClusters(config, data, files, executor).all();
    ThreeClusters clusters = ThreeClusters.of(config.points(), seed);
    ExpectationMaximisation em =
        ExpectationMaximisation.of(COMPONENTS, CovarianceType.FULL)
            .withStart(new MixtureStart.RandomPoints())
            .withTolerance(1e-5)
            .withMostIterations(500)
            .withSeed(seed);
    return new MixtureResult(
        config,
        clusters,
        em.withStart(new MixtureStart.KMeansPlusPlus()).fit(clusters.x()),
        BoundHistory.of(em, clusters.x()),
        clusters.criteria(seed),
        config.spreads().stream()
            .map(s -> InfiniteDensities.of(InfiniteDensities.lecture(s), config.draws(), seed))
            .toList(),
        clusterings.stream().map(each -> each.score(labels(data))).toList(),
        pictures(clusterings, data, seed));
  }

  /// Of the training images; none if they are not known.
  private static int[] labels(ExperimentData data) {
    byte[] labels = data.labels().get("training");
    return IntStream.range(0, labels.length).map(i -> labels[i] & 0xFF).toArray();
  }

  private static ImageGrid pictures(List<Clustering> all, ExperimentData data, long seed) {
    Clustering shown =
        all.stream()
            .filter(each -> each.method() == Clustering.Method.MIXTURE_VAE)
            .findFirst()
            .orElseThrow();
    return ClusterPictures.grid(
        "Clusters that a mixture on VAE codes finds, seed %d".formatted(shown.seed()),
        shown.clusters(),
        labels(data),
        id -> ExperimentData.rows(data.frozenTrain(), new int[] {id}),
        data.training().height(),
        data.training().width(),
        seed);
  }
}
