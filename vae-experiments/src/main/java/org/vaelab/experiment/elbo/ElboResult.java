package org.vaelab.experiment.elbo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.statistics.Estimate;

/// What [ElboAnatomy] found.
///
/// @param model of two clusters
/// @param identities log p(x), ELBO and KL of random q's and of the posterior
/// @param forms of the ELBO, for q's from the prior to the posterior
/// @param logEvidence exact log p(x) of the forms' model, in nats
/// @param posterior (μ, log σ) of its exact posterior
/// @param way of EM
record ElboResult(
    ElboConfig config,
    TwoClusters model,
    List<Identity.Row> identities,
    List<Forms.Row> forms,
    double logEvidence,
    float[] posterior,
    List<TwoClusters.Step> way)
    implements Result {
  private static final double LARGEST_DISAGREEMENT = 1e-5; // Three integrals to 1e-6 each.
  private static final double TIGHT = 1e-9;
  private static final double TOLERATED_ERRORS = 5;
  // Log-densities of a few nats in single precision.
  private static final double ROUNDING = 1e-5;

  private record Summary(
      String model,
      int count,
      double logEvidence,
      double leastKl,
      OptionalDouble closing,
      double worst) {}

  private List<Summary> summaries() {
    return identities.stream()
        .map(Identity.Row::model)
        .distinct()
        .map(
            name -> {
              List<Identity.Row> own =
                  identities.stream().filter(row -> row.model().equals(name)).toList();
              return new Summary(
                  name,
                  own.size(),
                  own.getFirst().logEvidence(),
                  own.stream()
                      .filter(row -> row.q().equals("random"))
                      .mapToDouble(Identity.Row::kl)
                      .min()
                      .orElseThrow(),
                  own.stream()
                      .filter(row -> !row.q().equals("random"))
                      .mapToDouble(Identity.Row::kl)
                      .findFirst(),
                  own.stream().mapToDouble(row -> Math.abs(row.sum())).max().orElseThrow());
            })
        .toList();
  }

  private Table<Summary> summaryTable() {
    return Table.of(summaries())
        .column("model", Summary::model)
        .column("q", Summary::count)
        .number("log_p", "log p(x)", "nats", "%.6f", Summary::logEvidence)
        .number("least_kl", "least KL of a random q", "nats", "%.4f", Summary::leastKl)
        .number("kl_of_posterior", "KL of q = p(z | x)", "nats", "%.1e", Summary::closing)
        .number(
            "largest_difference", "largest |ELBO + KL − log p|", "nats", "%.1e", Summary::worst);
  }

  private Table<Identity.Row> identityTable() {
    return Table.of(identities)
        .column("model", Identity.Row::model)
        .column("q", Identity.Row::q)
        .number("log_p", "log p(x)", "nats", "%.6f", Identity.Row::logEvidence)
        .number("elbo", "ELBO", "nats", "%.6f", Identity.Row::elbo)
        .number("kl", "KL(q ‖ p(z | x))", "nats", "%.6f", Identity.Row::kl)
        .number("difference", "ELBO + KL − log p(x)", "nats", "%.1e", Identity.Row::sum);
  }

  private Table<Forms.Row> formTable(List<Forms.Row> rows) {
    return Table.of(rows)
        .number("way", "q from prior to posterior", "", "%.1f", Forms.Row::way)
        .column("form", Forms.Row::form)
        .estimate("mean", "mean", "nats", "%.4f", Forms.Row::mean)
        .estimate("variance", "variance", "nats²", "%.4f", Forms.Row::variance)
        .number("exact_variance", "exact variance", "nats²", "%.4f", Forms.Row::exact);
  }

  private Table<TwoClusters.Step> wayTable() {
    return Table.of(way)
        .column("step", TwoClusters.Step::step)
        .number("theta", "θ", "", "%.6f", TwoClusters.Step::theta)
        .number("phi", "φ = p(z = 1 | x; θ)", "", "%.6f", TwoClusters.Step::phi)
        .number("log_p", "log p(x; θ)", "nats", "%.9f", TwoClusters.Step::logEvidence)
        .number(
            "elbo",
            "L(x; θ, φ) after the E-step",
            "nats",
            "%.9f",
            TwoClusters.Step::afterExpectation);
  }

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("identity", identityTable(), "forms-table", formTable(forms), "em", wayTable());
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("jensen", ElboFigures.jensen(0.3, 2.5, 0.5));
    figures.put("gap", ElboFigures.gap(model, way.getFirst().theta()));
    figures.put(
        "variational-learning",
        ElboFigures.variationalLearning(
            model, model.posterior(0.25 * model.x()), model.posterior(0.7 * model.x())));
    figures.put("surfaces", ElboFigures.surfaces(model, way));
    figures.put("gaussian", ElboFigures.gaussian(posterior[0], posterior[1]));
    figures.put("forms", ElboFigures.variances(forms));
    return figures;
  }

  @Override
  public String text() {
    return summaryTable().text() + "\n" + formTable(shownForms()).text();
  }

  private List<Forms.Row> shownForms() {
    return forms.stream().filter(row -> row.way() % 0.5 == 0).toList();
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofDensities(TOLERATED_ERRORS);
    for (Identity.Row row : identities) {
      String what = "%s, %s q".formatted(row.model(), row.q());
      if (!(Math.abs(row.sum()) <= LARGEST_DISAGREEMENT)) {
        checks.fail(
            "%s: ELBO + KL = %.6f + %.6f is not log p(x) = %.6f."
                .formatted(what, row.elbo(), row.kl(), row.logEvidence()));
      }
      checks.atLeastZero(
          what + ": KL", new Estimate(row.kl(), Double.NaN, 1), LARGEST_DISAGREEMENT);
    }
    for (Forms.Row row : forms) {
      Estimate variance = row.variance();
      double tolerance = TOLERATED_ERRORS * variance.standardError() + ROUNDING;
      if (!(Math.abs(variance.mean() - row.exact()) <= tolerance)) {
        checks.fail(
            "The variance of %s at %.1f is %.5f ± %.5f, but %.5f in closed form."
                .formatted(
                    row.form(), row.way(), variance.mean(), variance.standardError(), row.exact()));
      }
      checks.atLeastZero(
          "log p(x) − ELBO by %s at %.1f".formatted(row.form(), row.way()),
          new Estimate(
              logEvidence - row.mean().mean(), row.mean().standardError(), row.mean().count()),
          ROUNDING);
    }
    for (int n = 0; n < way.size(); n++) {
      TwoClusters.Step step = way.get(n);
      if (!(Math.abs(step.logEvidence() - step.afterExpectation()) <= TIGHT)) {
        checks.fail("After E-step %d the bound is not log p(x; θ).".formatted(n));
      }
      if (n > 0 && !(step.logEvidence() >= way.get(n - 1).logEvidence() - TIGHT)) {
        checks.fail("log p(x; θ) falls in step %d of EM.".formatted(n));
      }
    }
    return checks.failures().isEmpty()
        ? checks.note(
            "log p(x) = ELBO + KL and KL ≥ 0 hold for every q; the forms' variances are those of the closed form; after each E-step the bound is log p(x; θ), which never falls.")
        : checks;
  }

  @Override
  public String summary() {
    TwoClusters.Step last = way.getLast();
    return """
        # The ELBO taken apart

        Models whose log p(x) is known: two of discrete z, by enumeration, and two with one continuous z, by quadrature; %d random q of each, and the exact posterior where a q can be it. ELBO and KL are sums or integrals of their own. Seed %d.

        %s
        ## Three forms

        One sample z of q, on the linear-Gaussian model, log p(x) = %.4f nats; %d estimates each, ± one standard error. log p(x) − log q(z)/p(z | x) is the first form again, sample by sample. The exact variance is that of a quadratic in the noise.

        %s
        %s
        ## EM on the surface

        z a fair bit, x | z ~ N((2z − 1)θ, 1), x = %s. The E-step sets φ to p(z = 1 | x; θ), where the bound is log p(x; θ); the M-step moves θ to the maximum of the bound. From θ = %s, %d steps lead to θ = %.6f, log p(x; θ) from %.6f to %.6f nats.

        ## Checks

        %s"""
        .formatted(
            config.posteriors(),
            config.seed(),
            summaryTable().markdown(),
            logEvidence,
            config.samples(),
            formTable(shownForms()).markdown(),
            falls(),
            config.x(),
            config.start(),
            config.steps(),
            last.theta(),
            way.getFirst().logEvidence(),
            last.logEvidence(),
            checks().markdown());
  }

  /// A line for each form: its variance where q is the prior and where it is the posterior.
  private String falls() {
    StringBuilder lines = new StringBuilder();
    for (Forms.Form form : Forms.Form.values()) {
      List<Estimate> own =
          forms.stream().filter(row -> row.form() == form).map(Forms.Row::variance).toList();
      lines.append(
          "- %s: variance %.3f ± %.3f nats² with the prior as q, %.3f ± %.3f with the posterior.\n"
              .formatted(
                  form,
                  own.getFirst().mean(),
                  own.getFirst().standardError(),
                  own.getLast().mean(),
                  own.getLast().standardError()));
    }
    return lines.toString();
  }

  @Override
  public List<Measured> measured() {
    return Stream.concat(
            forms.stream()
                .map(
                    row ->
                        Measured.of(
                            "%s, q at %.1f".formatted(row.form(), row.way()),
                            "variance",
                            "nats²",
                            row.variance().mean())),
            Stream.of(Measured.of("EM", "log p(x; θ)", "nats", way.getLast().logEvidence())))
        .toList();
  }
}
