package org.vaelab.experiment.mixture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.mixture.ExpectationMaximisation;
import org.vaelab.mixture.KMeans;
import org.vaelab.mixture.MixtureStart;
import org.vaelab.model.Vae;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.PrincipalComponents;
import org.vaelab.train.Monitoring;

/// Clusters the training images by codes: coordinates along principal components, and means of the
/// encoder's q.
final class DigitClusters {
  private static final double TOLERANCE = 1e-4;
  private static final int MOST_ITERATIONS = 300;
  private static final double FLOOR = 1e-6;

  private final MixtureConfig config;
  private final ExperimentData data;
  private final RunFiles files;
  private final GraphExecutor executor;
  private double[][] principal;

  DigitClusters(MixtureConfig config, ExperimentData data, RunFiles files, GraphExecutor executor) {
    this.config = config;
    this.data = data;
    this.files = files;
    this.executor = executor;
    int most = Math.min(data.frozenTrain().count(), data.frozenTrain().dimension());
    if (config.principalComponents() > most) {
      throw new ExperimentException(
          "--principal-components %d are more than these images have; take at most %d."
              .formatted(config.principalComponents(), most));
    }
  }

  /// What is left of all methods from all seeds.
  List<Clustering> all() {
    List<Clustering> all = new ArrayList<>();
    for (int s = 0; s < config.seeds(); s++) {
      long seed = config.model().seed() + s;
      try (CheckpointedTraining.Outcome trained = trained(seed)) {
        all.addAll(all(seed, trained));
      }
    }
    return all;
  }

  private CheckpointedTraining.Outcome trained(long seed) {
    return new CheckpointedTraining(files, executor)
        .train(
            "vae-seed-" + seed,
            model(),
            encoder(),
            config.model().training(seed),
            data.training(),
            Monitoring.none());
  }

  private Vae model() {
    return config.model().model(data.training().dimension());
  }

  private Amortized encoder() {
    return config.model().encoder(data.training().dimension());
  }

  private List<Clustering> all(long seed, CheckpointedTraining.Outcome trained) {
    List<Clustering> all = new ArrayList<>();
    for (Clustering.Method method : Clustering.Method.values()) {
      all.add(
          files.remember(
              "clusters/%s-seed-%d.json".formatted(method.title().replace(' ', '-'), seed),
              Clustering.class,
              method.onVae() ? trained.fingerprint() : "",
              stored -> stored.fits(method, seed, data.frozenTrain().count(), config.clusters()),
              () -> cluster(method, seed, codes(method, seed, trained))));
    }
    return all;
  }

  private double[][] codes(
      Clustering.Method method, long seed, CheckpointedTraining.Outcome trained) {
    if (method.onVae()) {
      return encoded(seed, trained);
    }
    principal = principal == null ? principal() : principal;
    return principal;
  }

  private Clustering cluster(Clustering.Method method, long seed, double[][] codes) {
    try {
      int[] clusters =
          method.ofMixture()
              ? new ExpectationMaximisation(
                      config.clusters(),
                      config.covariance(),
                      new MixtureStart.KMeansPlusPlus(),
                      config.restarts(),
                      TOLERANCE,
                      MOST_ITERATIONS,
                      FLOOR,
                      seed)
                  .fit(codes)
                  .mixture()
                  .predict(codes)
              : new KMeans(config.clusters(), config.restarts(), MOST_ITERATIONS, seed)
                  .fit(codes)
                  .labels();
      return new Clustering(method, seed, clusters);
    } catch (IllegalArgumentException e) {
      throw new ExperimentException("The %s: %s".formatted(method.title(), e.getMessage()), e);
    }
  }

  private double[][] principal() {
    float[] rows = Points.all(data.frozenTrain()).x();
    return PrincipalComponents.of(
            rows, data.frozenTrain().dimension(), config.principalComponents())
        .codes(rows);
  }

  private double[][] encoded(long seed, CheckpointedTraining.Outcome trained) {
    Points points = Points.all(data.frozenTrain());
    try (Session session = new Session(executor, model(), trained.parameters());
        LocalPosteriors q =
            session.infer(encoder(), points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION))) {
      float[] means = session.means(q);
      int size = config.model().latent();
      double[][] codes = new double[points.count()][size];
      for (int i = 0; i < means.length; i++) {
        codes[i / size][i % size] = means[i];
      }
      return codes;
    }
  }
}
