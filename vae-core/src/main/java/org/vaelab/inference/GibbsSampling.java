package org.vaelab.inference;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.data.Points;
import org.vaelab.distribution.Support;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Gibbs sampling of a z of bits from p(z given x; θ), a chain for each data point: a step is a
/// sweep, which draws each bit in turn given x and all others, z_l = 1 with probability σ(log p(x,
/// z_l = 1, rest) − log p(x, z_l = 0, rest)) (Geman and Geman 1984).
///
/// What a chain has drawn after few sweeps still depends on its start: it is a sample of the
/// posterior only in the limit.
public final class GibbsSampling implements Algorithm<GibbsSampling.State> {
  private static final String Z = "z";
  private static final String LOG_JOINT = "logJoint";

  private final Session session;
  private final Points points;
  private final int sweeps;
  private final NoiseSource<Purpose.Sampling> noise;
  private final int size;

  /// @param session of a model whose z are bits
  /// @param points N data points, which become the session's input; one may come again
  /// @param sweeps how many
  /// @param noise keyed by sweep and chain
  /// @throws IllegalArgumentException if z is anything else than bits
  public GibbsSampling(
      Session session, Points points, int sweeps, NoiseSource<Purpose.Sampling> noise) {
    this.session = session;
    this.points = points;
    this.sweeps = sweeps;
    this.noise = noise;
    LatentVariableModel model = session.model();
    size = model.latentSize();
    if (!model.prior().support().map(GibbsSampling::ofBits).orElse(false)) {
      throw new IllegalArgumentException(
          "Gibbs sampling draws bits, but z has the prior %s; use Hamiltonian Monte Carlo where z is continuous."
              .formatted(model.prior().label()));
    }
  }

  private static boolean ofBits(Support support) {
    for (int values : support.cardinalities()) {
      if (values != 2) {
        return false;
      }
    }
    return !support.oneHot();
  }

  /// Where the chains are.
  ///
  /// @param sweep how many sweeps they have made
  /// @param z `[N, Z]`, row-major
  /// @param logJoint log p(x, z) of each, `[N]`, in nats
  /// @param flips bits that changed in the last sweep, over all chains
  public record State(int sweep, float[] z, float[] logJoint, int flips) {}

  /// Chains that start at given z.
  ///
  /// @param z `[N, Z]`, row-major, copied
  public State start(float[] z) {
    if (z.length != (long) points.count() * size) {
      throw new IllegalArgumentException(
          "%d chains of %d bits start at as many numbers, not at %d."
              .formatted(points.count(), size, z.length));
    }
    session.feed(points);
    return new State(0, z.clone(), logJoint(z), 0);
  }

  private record LogJoint() implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      SDVariable z = graph.input(Z, -1, model.latentSize());
      graph.output(LOG_JOINT, model.logJoint(graph, model.data(graph), z, 1));
    }
  }

  private float[] logJoint(float[] z) {
    session.inputs().set(Z, z, points.count(), size);
    return HostArrays.floats(session.run(new LogJoint()).output(LOG_JOINT));
  }

  @Override
  public State step(State state) {
    int chains = points.count();
    session.feed(points);
    RandomGenerator[] generators = new RandomGenerator[chains];
    for (int n = 0; n < chains; n++) {
      generators[n] = noise.at(state.sweep, n);
    }
    float[] z = state.z.clone();
    float[] current = state.logJoint.clone();
    int flips = 0;
    for (int l = 0; l < size; l++) {
      for (int n = 0; n < chains; n++) {
        z[n * size + l] = 1 - z[n * size + l];
      }
      float[] flipped = logJoint(z);
      for (int n = 0; n < chains; n++) {
        double change = (double) flipped[n] - current[n];
        if (generators[n].nextDouble() < 1 / (1 + Math.exp(-change))) {
          current[n] = flipped[n];
          flips++;
        } else {
          z[n * size + l] = 1 - z[n * size + l];
        }
      }
    }
    return new State(state.sweep + 1, z, current, flips);
  }

  @Override
  public boolean complete(State state) {
    return state.sweep >= sweeps;
  }

  @Override
  public long work() {
    return sweeps;
  }

  @Override
  public long done(State state) {
    return state.sweep;
  }
}
