package org.vaelab.experiment.toy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// What [ToyPosterior] found.
record ToyPosteriorResult(ToyPosteriorConfig config, BimodalModel model, List<Row> rows)
    implements Result {
  private static final double DISAGREEMENT = 1e-2;
  private static final double FROM = -10;
  private static final double TO = 10;
  private static final int GRID = 401;

  /// One Gaussian q.
  ///
  /// @param reverse KL(q ‖ p), in nats
  /// @param forward KL(p ‖ q)
  record Row(String name, BimodalModel.Normal q, double reverse, double forward, double elbo) {}

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("divergences", table());
  }

  private Table<Row> table() {
    return Table.of(rows)
        .column("q", Row::name)
        .number("mean", "mean", "", "%.3f", r -> r.q().mean())
        .number("variance", "variance", "", "%.3f", r -> r.q().variance())
        .number("kl_q_p", "KL(q ‖ p)", "nats", "%.4f", Row::reverse)
        .number("kl_p_q", "KL(p ‖ q)", "nats", "%.4f", Row::forward)
        .number("elbo", "ELBO", "nats", "%.4f", Row::elbo);
  }

  /// log p(x) = 0, so the ELBO is −KL(q ‖ p), and no divergence is negative.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofDensities(0);
    for (Row row : rows) {
      checks.atLeastZero(
          "KL(q ‖ p) of " + row.name(), new Estimate(row.reverse(), Double.NaN, 1), DISAGREEMENT);
      checks.atLeastZero(
          "KL(p ‖ q) of " + row.name(), new Estimate(row.forward(), Double.NaN, 1), DISAGREEMENT);
      if (!(Math.abs(row.reverse() + row.elbo()) <= DISAGREEMENT)) {
        checks.fail(
            "The ELBO of %s is %.4f and not −KL(q ‖ p) = %.4f"
                .formatted(row.name(), row.elbo(), -row.reverse()));
      }
    }
    return checks;
  }

  @Override
  public Map<String, Figure> figures() {
    double[] z =
        IntStream.range(0, GRID).mapToDouble(i -> FROM + i * (TO - FROM) / (GRID - 1)).toArray();
    LineFigure.Builder figure =
        LineFigure.builder("Gaussians fitted to a posterior with two modes", "z", "density")
            .add(new Series("p(z | x)", z, density(z, model::logPosterior)));
    rows.forEach(row -> figure.add(new Series(row.name(), z, density(z, row.q()::logDensity))));
    return Map.of("densities", figure.build());
  }

  private static double[] density(double[] z, DoubleUnaryOperator logDensity) {
    return Arrays.stream(z).map(logDensity).map(Math::exp).toArray();
  }

  @Override
  public String text() {
    return table().text();
  }

  @Override
  public String summary() {
    return """
        # One Gaussian for a posterior with two modes

        p(z | x) = %s N(2, 2) + %s N(−4, 0.75), second parameters are variances; log p(x) = 0, so the ELBO of q is −KL(q ‖ p). Divergences in nats, by quadrature; least KL(q ‖ p) by Adam on the reparameterised ELBO (%d steps, %d samples), least KL(p ‖ q) by matching mean and variance.

        %s
        The ELBO has several local optima: the Gaussian it ends at depends on where it starts.
        """
        .formatted(
            config.weight(),
            1 - config.weight(),
            config.steps(),
            config.samples(),
            table().markdown());
  }

  @Override
  public List<Measured> measured() {
    return rows.stream()
        .flatMap(
            row ->
                Stream.of(
                    Measured.of(row.name(), "KL(q ‖ p)", "nats", row.reverse()),
                    Measured.of(row.name(), "KL(p ‖ q)", "nats", row.forward())))
        .toList();
  }
}
