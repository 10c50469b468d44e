package org.vaelab.experiment.elbo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.LinearGaussian;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// The three forms of the ELBO as Monte Carlo estimators with one sample z = μ + σε, on a
/// linear-Gaussian model with one z. There each form is a polynomial a + bε + cε², so its variance
/// is b² + 2c² exactly.
public final class Forms {
  /// x given z ~ N(Wz, s²I): probabilistic PCA with one z.
  static final float[] WEIGHTS = {1.2f, -0.7f};

  static final float[] X = {1.5f, -0.4f};
  private static final double VARIANCE = 0.49;
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final int CHUNK = 1000;
  // Standard errors of a 95% interval.
  static final double INTERVAL = 1.96;

  private Forms() {}

  /// The form's name and what of it is sampled.
  public enum Form {
    /// log p(x, z) − log q(z) = log p(x) − (log q(z) − log p(z given x)).
    JOINT(Elbo.Form.JOINT, "log p(x, z) − log q(z)"),
    /// log p(x, z) + H(q).
    ENTROPY(Elbo.Form.ENTROPY, "log p(x, z) + H(q)"),
    /// log p(x given z) − KL(q ‖ p(z)).
    KL(Elbo.Form.KL, "log p(x | z) − KL(q ‖ p(z))");

    private final Elbo.Form form;
    private final String formula;

    Form(Elbo.Form form, String formula) {
      this.form = form;
      this.formula = formula;
    }

    @Override
    public String toString() {
      return formula;
    }

    /// b² + 2c² for q = N(μ, σ²).
    double variance(double mu, double sigma) {
      double b = 0;
      double c = 0;
      for (int d = 0; d < X.length; d++) {
        double residual = X[d] - WEIGHTS[d] * mu;
        b += residual * WEIGHTS[d] * sigma / VARIANCE;
        c -= WEIGHTS[d] * WEIGHTS[d] * sigma * sigma / (2 * VARIANCE);
      }
      if (this != KL) {
        b -= mu * sigma; // log p(z)
        c -= sigma * sigma / 2;
      }
      if (this == JOINT) {
        c += 0.5; // −log q(z)
      }
      return b * b + 2 * c * c;
    }
  }

  /// What is measured of a form.
  ///
  /// @param way where q lies on the way from the prior, 0, to the exact posterior, 1
  /// @param mean of the estimates in nats
  /// @param variance of one estimate in nats², with its standard error
  /// @param exact the variance in closed form
  public record Row(double way, Form form, Estimate mean, Estimate variance, double exact) {}

  private record Samples(int count) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      Posterior q = FAMILY.posterior(graph, FAMILY.phi(graph, size), size);
      JointSample sample =
          JointSample.of(graph, model, q, model.data(graph), FAMILY.noise(graph, size), count);
      for (Form form : Form.values()) {
        graph.output(form.name(), new Elbo(form.form).ofEachSample(graph, model, q, sample));
      }
    }
  }

  static LinearGaussian model() {
    return new LinearGaussian(X.length, 1);
  }

  static Parameters theta() {
    return Parameters.of(
        model().parameters(),
        Map.of(
            "linear.W", WEIGHTS,
            "linear.b", new float[X.length],
            "linear.logScale", new float[] {(float) (0.5 * Math.log(VARIANCE))}));
  }

  static ExactLinearGaussian exact(Parameters theta) {
    return model().exact(theta.values());
  }

  /// log p(x) in nats.
  static double logEvidence(Parameters theta) {
    return exact(theta).marginal().logProb(new double[] {X[0], X[1]});
  }

  /// The ELBO of q = N(μ, σ²) in closed form, in nats.
  static double elbo(double mu, double sigma) {
    double sum = 0.5 * (1 + 2 * Math.log(sigma) - mu * mu - sigma * sigma); // −KL(q ‖ p(z))
    for (int d = 0; d < X.length; d++) {
      double residual = X[d] - WEIGHTS[d] * mu;
      double spread = WEIGHTS[d] * sigma;
      sum -= (residual * residual + spread * spread) / (2 * VARIANCE);
      sum -= 0.5 * Math.log(2 * Math.PI * VARIANCE);
    }
    return sum;
  }

  /// (μ, log σ) of the exact posterior.
  static float[] posterior(Parameters theta) {
    FullCovarianceGaussian posterior = exact(theta).posterior(new double[] {X[0], X[1]});
    return new float[] {
      (float) posterior.mean()[0], (float) (0.5 * Math.log(posterior.covariance()[0][0]))
    };
  }

  /// Measures every form for q's in equal steps from the prior to the posterior.
  ///
  /// @param count of q's, at least 2
  /// @param samples of z for each
  public static List<Row> measure(GraphExecutor executor, int count, int samples, long seed) {
    List<Row> rows = new ArrayList<>();
    try (Parameters theta = theta();
        Session session = new Session(executor, model(), theta)) {
      float[] posterior = posterior(theta);
      for (int i = 0; i < count; i++) {
        double way = i / (count - 1.0);
        float[] phi = {(float) (way * posterior[0]), (float) (way * posterior[1])};
        double[][] values =
            sample(session, phi, samples, NoiseSource.of(seed, Purpose.EVALUATION).part(i));
        for (Form form : Form.values()) {
          double exact = form.variance(phi[0], Math.exp(phi[1]));
          rows.add(
              new Row(
                  way,
                  form,
                  Estimate.of(values[form.ordinal()]),
                  variance(values[form.ordinal()]),
                  exact));
        }
      }
    }
    return rows;
  }

  /// One estimate by each form from each sample, `[forms][samples]`.
  private static double[][] sample(
      Session session, float[] phi, int samples, NoiseSource<Purpose.Evaluation> noise) {
    double[][] values = new double[Form.values().length][samples];
    Points one = Points.all(Observations.ofRows(X, X.length));
    try (LocalPosteriors q = LocalPosteriors.of(one, FAMILY, 1, phi)) {
      session.feed(q);
      for (int from = 0; from < samples; from += CHUNK) {
        int count = Math.min(CHUNK, samples - from);
        float[] epsilon = noise.gaussian(0, one.ids(), from, count, 1);
        session.inputs().set(PosteriorFamily.NOISE, epsilon, count, 1);
        Results results = session.run(new Samples(count));
        for (Form form : Form.values()) {
          float[] estimates = HostArrays.floats(results.output(form.name()));
          for (int k = 0; k < count; k++) {
            values[form.ordinal()][from + k] = estimates[k];
          }
        }
      }
    }
    return values;
  }

  /// s² with the standard error √((m₄ − s⁴)/n) of large samples.
  private static Estimate variance(double[] values) {
    double mean = Estimate.of(values).mean();
    double second = 0;
    double fourth = 0;
    for (double value : values) {
      double square = (value - mean) * (value - mean);
      second += square / values.length;
      fourth += square * square / values.length;
    }
    int n = values.length;
    double error = Math.sqrt(Math.max(0, fourth - second * second) / n);
    return new Estimate(second * n / (n - 1.0), error, n);
  }
}
