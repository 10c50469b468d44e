package org.vaelab.experiment.posterior;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.ContourFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [Posterior2d] found.
///
/// @param panels one for each image
/// @param images that were chosen
/// @param bits hash of the frozen test bits
/// @param dataSize pixels of an image
record Posterior2dResult(
    List<Posterior2d.Case> cases,
    List<ContourFigure.Panel> panels,
    ImageGrid images,
    String bits,
    int dataSize)
    implements Result {
  private static final int COLUMNS = 3;
  // Three integrals, each within the quadrature's tolerance.
  private static final double LARGEST_DISAGREEMENT = 3 * Quadrature.STANDARD_TOLERANCE;

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("posteriors-table", table());
  }

  private Table<Posterior2d.Case> table() {
    return Table.of(cases)
        .column("image", Posterior2d.Case::image)
        .number("log_p", "log p(x)", "nats", "%.3f", Posterior2d.Case::logEvidence)
        .number("elbo_q", "L[q]", "nats", "%.3f", Posterior2d.Case::elboOwn)
        .number("kl_q", "KL(q ‖ p)", "nats", "%.3f", Posterior2d.Case::klOwn)
        .number("elbo_q_star", "L[q*]", "nats", "%.3f", Posterior2d.Case::elboOptimal)
        .number("kl_q_star", "KL(q* ‖ p)", "nats", "%.3f", Posterior2d.Case::klOptimal);
  }

  @Override
  public Map<String, Figure> figures() {
    return Map.of(
        "posteriors",
        new ContourFigure(
            "Exact posteriors p(z | x) and their approximations",
            "z\u2081",
            "z\u2082",
            "exact posterior",
            COLUMNS,
            panels),
        "images",
        images);
  }

  @Override
  public String text() {
    return table().text();
  }

  @Override
  public String summary() {
    return """
        # Exact posteriors of a two-dimensional VAE

        All values in nats, by quadrature on grids refined until they change by less than %s. For every q, log p(x) = ELBO + KL(q ‖ p(z | x)): the KL of the encoder's q is its inference gap, that of q* the approximation gap, their difference the amortization gap.

        %s
        ## Checks

        %s"""
        .formatted(Quadrature.STANDARD_TOLERANCE, table().markdown(), checks().markdown());
  }

  /// The identity log p(x) = ELBO + KL by separate integrals, and KL ≥ 0.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(0, dataSize);
    for (Posterior2d.Case one : cases) {
      String what = "image " + one.image();
      checks.plausible(what, "log p(x)", new Estimate(one.logEvidence(), Double.NaN, 1));
      agrees(checks, what + ", the encoder's q", one.logEvidence(), one.elboOwn(), one.klOwn());
      agrees(checks, what + ", q*", one.logEvidence(), one.elboOptimal(), one.klOptimal());
    }
    return checks.failures().isEmpty()
        ? checks.note("log p(x) = ELBO + KL(q ‖ p(z | x)) and KL ≥ 0 hold for every image.")
        : checks;
  }

  private static void agrees(
      SanityChecks checks, String what, double logEvidence, double elbo, double kl) {
    // Not `>`: NaN must fail.
    if (!(Math.abs(logEvidence - elbo - kl) <= LARGEST_DISAGREEMENT)) {
      checks.fail(
          "%s: log p(x) = %.4f is not ELBO + KL = %.4f + %.4f"
              .formatted(what, logEvidence, elbo, kl));
    }
    checks.atLeastZero(what + ": KL", new Estimate(kl, Double.NaN, 1), LARGEST_DISAGREEMENT);
  }

  @Override
  public List<Measured> measured() {
    return List.of(
        measured("log p(x)", Posterior2d.Case::logEvidence),
        measured("L[q]", Posterior2d.Case::elboOwn),
        measured("L[q*]", Posterior2d.Case::elboOptimal),
        measured("inference gap", Posterior2d.Case::klOwn),
        measured("approximation gap", Posterior2d.Case::klOptimal));
  }

  private Measured measured(String quantity, ToDoubleFunction<Posterior2d.Case> value) {
    int[] points = cases.stream().mapToInt(Posterior2d.Case::image).toArray();
    double[] values = cases.stream().mapToDouble(value).toArray();
    return new Measured("the model", quantity, "nats", bits, points, values);
  }
}
