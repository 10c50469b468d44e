package org.vaelab.experiment.toy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.exact.GridPosterior;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Fits one Gaussian to a posterior with two modes. KL(q ‖ p), which the ELBO minimises, has
/// several local optima: where q ends depends on where it starts. KL(p ‖ q) has one, which covers
/// both modes.
public final class ToyPosterior implements Experiment<ToyPosteriorConfig, ToyPosteriorResult> {
  private static final BimodalModel.Normal ONE = new BimodalModel.Normal(2, 2);
  private static final BimodalModel.Normal OTHER = new BimodalModel.Normal(-4, 0.75);
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();

  private record Candidate(String name, BimodalModel.Normal q) {}

  @Override
  public String name() {
    return "toy-posterior";
  }

  @Override
  public String description() {
    return "Fits one Gaussian to a posterior with two modes, by either direction of KL.";
  }

  @Override
  public Class<ToyPosteriorConfig> settings() {
    return ToyPosteriorConfig.class;
  }

  @Override
  public ToyPosteriorResult measure(
      ToyPosteriorConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    RunFiles.begin(directory, config, executor);
    BimodalModel model = new BimodalModel(config.weight(), ONE, OTHER);
    List<BimodalModel.Normal> starts = List.of(ONE, OTHER, new BimodalModel.Normal(0, 1));
    try (Parameters theta = Parameters.of(List.of(), Map.of());
        Session session = new Session(executor, model, theta)) {
      List<BimodalModel.Normal> optima = optimise(config, session, starts);
      List<Candidate> candidates =
          List.of(
              new Candidate("N(2, 2)", ONE),
              new Candidate("N(-4, 0.75)", OTHER),
              new Candidate("least KL(q || p), start N(2, 2)", optima.get(0)),
              new Candidate("least KL(q || p), start N(-4, 0.75)", optima.get(1)),
              new Candidate("least KL(q || p), start N(0, 1)", optima.get(2)),
              new Candidate("least KL(p || q)", model.momentMatch()));
      List<ToyPosteriorResult.Row> rows = new ArrayList<>();
      try (Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
        float[] x = {0};
        GridPosterior posterior = quadrature.posterior(x);
        for (Candidate candidate : candidates) {
          BimodalModel.Normal q = candidate.q();
          rows.add(
              new ToyPosteriorResult.Row(
                  candidate.name(),
                  q,
                  quadrature.divergence(x, FAMILY, row(q), posterior).value(),
                  forwardDivergence(posterior, q),
                  quadrature.elbo(x, FAMILY, row(q)).value()));
        }
      }
      return new ToyPosteriorResult(config, model, rows);
    }
  }

  /// The starts are the data points of one batch: each has its own φ.
  private static List<BimodalModel.Normal> optimise(
      ToyPosteriorConfig config, Session session, List<BimodalModel.Normal> starts) {
    LocalOptimisation optimisation =
        LocalOptimisation.ofSteps(
            config.steps(), config.samples(), new LearningRate.Cosine(0.05, 0.01));
    float[] rows = new float[2 * starts.size()];
    for (int i = 0; i < starts.size(); i++) {
      System.arraycopy(row(starts.get(i)), 0, rows, 2 * i, 2);
    }
    Points points = Points.all(Observations.ofRows(new float[starts.size()], 1));
    try (LocalPosteriors q = LocalPosteriors.of(points, FAMILY, 1, rows)) {
      LocalOptimiser.of(session, FAMILY, optimisation)
          .optimise(points, q.phi(), NoiseSource.of(config.seed(), Purpose.LOCAL_OPTIMISATION), 0);
      float[] phi = q.phi().rows();
      return IntStream.range(0, starts.size())
          .mapToObj(i -> new BimodalModel.Normal(phi[2 * i], Math.exp(2 * phi[2 * i + 1])))
          .toList();
    }
  }

  private static float[] row(BimodalModel.Normal q) {
    return new float[] {(float) q.mean(), (float) (0.5 * Math.log(q.variance()))};
  }

  /// KL(p ‖ q) = ∫ p(z given x) (log p(z given x) − log q(z)) dz on the posterior's grid.
  private static double forwardDivergence(GridPosterior posterior, BimodalModel.Normal q) {
    double[] axis = posterior.axis(0);
    double[] logDensity = posterior.logDensity();
    double step = axis[1] - axis[0];
    double sum = 0;
    for (int i = 0; i < axis.length; i++) {
      sum += Math.exp(logDensity[i]) * step * (logDensity[i] - q.logDensity(axis[i]));
    }
    return sum;
  }
}
