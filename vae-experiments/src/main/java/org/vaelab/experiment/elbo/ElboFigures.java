package org.vaelab.experiment.elbo;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.experiment.Estimates;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.plot.SurfaceFigure;
import org.vaelab.statistics.Estimate;

/// Pictures of the ELBO.
public final class ElboFigures {
  private static final int NODES = 161;
  // Below the highest point of the surface, in nats.
  private static final double[] LEVELS = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2};

  private ElboFigures() {}

  /// Equally spaced numbers, both ends included.
  private static double[] axis(double from, double to) {
    return IntStream.range(0, NODES)
        .mapToDouble(i -> from + i * (to - from) / (NODES - 1))
        .toArray();
  }

  private static Series curve(String name, double[] x, DoubleUnaryOperator y) {
    return new Series(name, x, Arrays.stream(x).map(y).toArray());
  }

  /// The logarithm over the chord between two of its points: α log a + (1 − α) log b ≤ log(αa +
  /// (1 − α)b).
  public static LineFigure jensen(double a, double b, double alpha) {
    double mean = alpha * a + (1 - alpha) * b;
    double below = alpha * Math.log(a) + (1 - alpha) * Math.log(b);
    return LineFigure.builder(
            "Jensen: the logarithm lies above each of its chords", "w", "log w (nats)")
        .add(curve("log w", axis(0.5 * a, 1.2 * b), Math::log))
        .add(new Series("chord", new double[] {a, b}, new double[] {Math.log(a), Math.log(b)}))
        .add(
            new Series(
                "log E[w] above E[log w]: %.3f nats".formatted(Math.log(mean) - below),
                new double[] {mean, mean},
                new double[] {below, Math.log(mean)}))
        .build();
  }

  /// The bound of every q of the model of two clusters, by φ = q(z = 1).
  public static LineFigure gap(TwoClusters model, double theta) {
    double[] phi = axis(0, 1);
    return LineFigure.builder(
            "log p(x) = ELBO + KL for every q: x = %s, θ = %s".formatted(model.x(), theta),
            "φ = q(z = 1)",
            "nats")
        .add(curve("ELBO(φ)", phi, p -> model.elbo(theta, p)))
        .add(
            curve(
                "ELBO(φ) + KL(q ‖ p(z | x))",
                phi,
                p -> model.elbo(theta, p) + model.divergence(theta, p)))
        .add(
            new Series(
                "φ = p(z = 1 | x)",
                new double[] {model.posterior(theta)},
                new double[] {model.elbo(theta, model.posterior(theta))}))
        .build();
  }

  /// log p(x; θ) and the bounds of several φ, each of which touches it where φ is the posterior.
  public static LineFigure variationalLearning(TwoClusters model, double... phis) {
    double reach = 1.6 * Math.abs(model.x());
    double[] theta = axis(-0.2 * reach, reach);
    LineFigure.Builder figure =
        LineFigure.builder("Variational learning: bounds that touch log p(x; θ)", "θ", "nats")
            .add(curve("log p(x; θ)", theta, model::logEvidence));
    for (int i = 0; i < phis.length; i++) {
      double phi = phis[i];
      figure.add(
          curve("L(x; θ, φ%d = %.3f)".formatted(i + 1, phi), theta, t -> model.elbo(t, phi)));
    }
    for (int i = 0; i < phis.length; i++) {
      double at = model.touching(phis[i]);
      figure.add(
          new Series(
              "φ%d touches at θ = %.3f".formatted(i + 1, at),
              new double[] {at},
              new double[] {model.elbo(at, phis[i])}));
    }
    return figure.build();
  }

  /// ELBO, log p(x; θ) and KL(q ‖ p(z given x; θ)) over (θ, φ), with the way of EM.
  public static SurfaceFigure surfaces(TwoClusters model, List<TwoClusters.Step> way) {
    double reach = 1.4 * Math.max(Math.abs(model.x()), way.getFirst().theta());
    double[] theta = axis(-0.4 * reach, reach);
    double[] phi = axis(0, 1);
    SurfaceFigure.Path posterior =
        new SurfaceFigure.Path(
            "φ = p(z = 1 | x; θ)",
            theta,
            Arrays.stream(theta).map(model::posterior).toArray(),
            false);
    SurfaceFigure.Path em = path(way);
    return new SurfaceFigure(
        "The ELBO is log p(x; θ) less KL(q ‖ p(z | x; θ)); EM climbs it one coordinate at a time",
        "θ",
        "φ = q(z = 1)",
        "nats",
        3,
        List.of(
            panel("ELBO L(x; θ, φ)", theta, phi, model::elbo, false, List.of(posterior, em)),
            panel(
                "log p(x; θ)",
                theta,
                phi,
                (t, _) -> model.logEvidence(t),
                false,
                List.of(posterior)),
            panel("KL(q ‖ p(z | x; θ))", theta, phi, model::divergence, true, List.of(posterior))));
  }

  @FunctionalInterface
  private interface Surface {
    double at(double theta, double phi);
  }

  private static SurfaceFigure.Panel panel(
      String caption,
      double[] theta,
      double[] phi,
      Surface surface,
      boolean fromBelow,
      List<SurfaceFigure.Path> paths) {
    double[][] height = new double[NODES][NODES];
    for (int i = 0; i < NODES; i++) {
      for (int j = 0; j < NODES; j++) {
        height[i][j] = surface.at(theta[i], phi[j]);
      }
    }
    DoubleStream all = Arrays.stream(height).flatMapToDouble(Arrays::stream);
    double extreme = fromBelow ? 0 : all.max().orElseThrow();
    double[] levels =
        Arrays.stream(LEVELS)
            .map(level -> fromBelow ? level : Math.round(100 * (extreme - level)) / 100.0)
            .toArray();
    return new SurfaceFigure.Panel(caption, theta, phi, height, levels, paths);
  }

  /// E-steps up or down, M-steps to the side. The way starts at the E-step of the first θ.
  private static SurfaceFigure.Path path(List<TwoClusters.Step> way) {
    int corners = 2 * way.size() - 1;
    double[] theta = new double[corners];
    double[] phi = new double[corners];
    for (int c = 0; c < corners; c++) {
      theta[c] = way.get((c + 1) / 2).theta();
      phi[c] = way.get(c / 2).phi();
    }
    return new SurfaceFigure.Path("EM: E-step in φ, M-step in θ", theta, phi, true);
  }

  /// The bound of every q = N(μ, σ²) on the forms' model, whose posterior is one of them.
  ///
  /// @param mu of the posterior
  /// @param logSigma of the posterior
  public static SurfaceFigure gaussian(double mu, double logSigma) {
    double[] means = axis(mu - 2, mu + 2);
    double[] logs = axis(logSigma - 2, logSigma + 1.5);
    SurfaceFigure.Path best =
        new SurfaceFigure.Path(
            "p(z | x), where the ELBO is log p(x)",
            new double[] {mu},
            new double[] {logSigma},
            true);
    return new SurfaceFigure(
        "The ELBO of every Gaussian q of one continuous z",
        "μ",
        "log σ",
        "nats",
        1,
        List.of(
            panel(
                "ELBO(μ, σ)",
                means,
                logs,
                (m, log) -> Forms.elbo(m, Math.exp(log)),
                false,
                List.of(best))));
  }

  /// The variance of one estimate by each form, for q from the prior to the posterior.
  public static LineFigure variances(List<Forms.Row> rows) {
    LineFigure.Builder figure =
        LineFigure.builder(
            "Variance of one estimate of the ELBO by its form, with 95% intervals",
            "q on the way from the prior (0) to the posterior (1)", "variance (nats²)");
    for (Forms.Form form : Forms.Form.values()) {
      List<Forms.Row> own = rows.stream().filter(row -> row.form() == form).toList();
      figure.add(
          Estimates.series(
              form.toString(),
              own.stream().mapToDouble(Forms.Row::way).toArray(),
              own.stream()
                  .map(Forms.Row::variance)
                  .map(v -> new Estimate(v.mean(), Forms.INTERVAL * v.standardError(), v.count()))
                  .toList()));
    }
    return figure.build();
  }
}
