package org.vaelab.experiment.missing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.GibbsSampling;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.DensityModel;
import org.vaelab.model.PartlyObserved;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A trained autoregressive model of images whose top half is missing: z. Its pixels are in reading
/// order, so the missing half comes first and p(z given x), unlike p(x given z), cannot be drawn
/// from pixel by pixel.
public final class TopHalf implements AutoCloseable {
  private static final BernoulliFamily FAMILY = new BernoulliFamily();
  private static final LearningRate RATE = new LearningRate.Cosine(0.1, 0.05);
  private static final double LEAST_INK = 0.02;

  private final DensityModel joint;
  private final Parameters parameters;
  private final Session session;
  private final float[] nine;

  /// @param parameters θ, which are then this object's
  /// @param nines images of which the mean top half is the top of a 9
  TopHalf(GraphExecutor executor, DensityModel joint, Parameters parameters, Points nines) {
    this.joint = joint;
    this.parameters = parameters;
    int hidden = hidden(nines.observations());
    List<Integer> dimensions = IntStream.range(0, hidden).boxed().toList();
    session = new Session(executor, new PartlyObserved(joint, dimensions), parameters);
    nine = logits(nines, hidden);
  }

  /// How many pixels the top half has.
  static int hidden(Observations images) {
    return Math.max(1, images.height() / 2) * images.width();
  }

  private static float[] logits(Points images, int hidden) {
    double[] ink = new double[hidden];
    for (int i = 0; i < images.count(); i++) {
      float[] row = images.row(i);
      for (int d = 0; d < hidden; d++) {
        ink[d] += row[d] / images.count();
      }
    }
    float[] logits = new float[hidden];
    for (int d = 0; d < hidden; d++) {
      double p = Math.clamp(ink[d], LEAST_INK, 1 - LEAST_INK);
      logits[d] = (float) Math.log(p / (1 - p));
    }
    return logits;
  }

  /// Z
  int size() {
    return nine.length;
  }

  Session session() {
    return session;
  }

  /// q of each image.
  ///
  /// @param steps T on φ, where it is optimised
  /// @param samples K of each step
  public LocalPosteriors q(Guess guess, Points points, int steps, int samples, long seed) {
    float[] row = guess.logits(nine);
    float[] rows = new float[points.count() * row.length];
    for (int i = 0; i < points.count(); i++) {
      System.arraycopy(row, 0, rows, i * row.length, row.length);
    }
    LocalPosteriors q = LocalPosteriors.of(points, FAMILY, row.length, rows);
    guess
        .estimator()
        .ifPresent(
            estimator -> {
              Progress progress = Progress.start("q by " + guess, points.count());
              LocalOptimiser.of(
                      session, FAMILY, estimator, LocalOptimisation.ofSteps(steps, samples, RATE))
                  .optimise(
                      q,
                      points.count(),
                      NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION),
                      guess.ordinal(),
                      progress);
            });
    return q;
  }

  /// log p(x, z) of whole images, exact, in nats.
  double[] logLikelihood(Points points) {
    return joint.logLikelihood(session.executor(), parameters, points.x());
  }

  /// ELBO and log p̂_K, both lower bounds on log p(x) in expectation.
  LikelihoodEstimates bounds(LocalPosteriors q, int samples, long seed) {
    return ImportanceSampling.of(samples)
        .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION));
  }

  /// Completions by Gibbs sampling, a chain for each point.
  ///
  /// @param start z of each, `[N, Z]`
  public GibbsSampling.State gibbs(
      Points points, float[] start, int sweeps, NoiseSource<Purpose.Sampling> noise) {
    GibbsSampling gibbs = new GibbsSampling(session, points, sweeps, noise);
    return new Driver<>("Gibbs sampling", gibbs, StoppingRule.NONE, Checkpoints.none())
        .run(gibbs.start(start));
  }

  /// φ of each point, `[N, Z]`.
  static float[] probabilities(LocalPosteriors q) {
    float[] logits = q.phi().rows();
    float[] phi = new float[logits.length];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return phi;
  }

  /// The images with given top halves.
  static List<float[]> completed(Points points, float[] tops) {
    int size = tops.length / points.count();
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < points.count(); i++) {
      float[] image = points.row(i);
      System.arraycopy(tops, i * size, image, 0, size);
      images.add(image);
    }
    return images;
  }

  /// The posteriors p(z given x) of images by the sum over every z.
  List<DiscretePosterior> exact(Points points) {
    List<DiscretePosterior> posteriors = new ArrayList<>();
    Progress progress = Progress.start("sums over every top half", points.count());
    try (Enumeration all = new Enumeration(session.executor(), session.model(), parameters)) {
      for (int i = 0; i < points.count(); i++) {
        posteriors.add(all.posterior(points.row(i)));
        progress.advance(1, Map.of());
      }
    }
    return posteriors;
  }

  /// q of each point as a table of all z.
  static List<DiscreteProposal> proposals(LocalPosteriors q) {
    return IntStream.range(0, q.count())
        .mapToObj(i -> DiscreteProposal.bits(q.phi().row(i)))
        .toList();
  }

  /// KL(q ‖ p(z given x)), summed over every z.
  static double divergence(DiscreteProposal q, DiscretePosterior posterior) {
    double[] probabilities = new double[posterior.size()];
    Arrays.setAll(probabilities, q::probability);
    return posterior.divergence(probabilities);
  }

  @Override
  public void close() {
    session.close();
    parameters.close();
  }
}
