package org.vaelab.lab;

import java.util.List;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.evidence.diagnostics.AggregatePosterior;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Table;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The aggregate posterior q(z) of test images against the prior: E KL(q(z given x) ‖ p(z)) =
/// I_q(x; z) + KL(q(z) ‖ p(z)), the parts bounded from both sides.
///
/// @param model whose
public record Aggregate(String model, AggregatePosterior measured) implements Shown {
  private static final int PART = 2;
  private static final int SAMPLES = 4;

  static Aggregate of(String name, Session session, LocalPosteriors q, long seed) {
    Prior prior = session.model().prior();
    if (!(prior instanceof StandardNormal)
        || !(q.family() instanceof DiagonalGaussianFamily)
        || q.count() < 2) {
      throw new ExperimentException(
          "The aggregate posterior is that of 2 images or more with diagonal Gaussian q against N(0, I), not that of %d with a %s against %s."
              .formatted(q.count(), q.family().label(), prior.label()));
    }
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(seed, Purpose.SAMPLING).part(PART);
    int size = session.model().latentSize();
    return new Aggregate(name, AggregatePosterior.estimate(q.phi().rows(), size, SAMPLES, noise));
  }

  private Table<AggregatePosterior> table() {
    return Table.of(List.of(measured))
        .shown("model", a -> model)
        .number("", "E KL(q(z | x) ‖ p(z))", "nats", "%.2f", AggregatePosterior::kl)
        .number("", "I_q(x; z), at least", "nats", "%.2f", a -> a.information().lower())
        .number("", "at most", "nats", "%.2f", a -> a.information().upper())
        .number("", "KL(q(z) ‖ p(z)), at least", "nats", "%.2f", AggregatePosterior::lower)
        .number("", "at most", "nats", "%.2f", AggregatePosterior::upper)
        .shown("images", a -> a.kl().count());
  }

  /// I's lower bound is at most log N: near it, only the other side of each pair says something.
  private String note() {
    return "The mixture q(z) is that of the images themselves, so I cannot be found above log N = %.2f nats; bounds hold in expectation, errors are standard errors over images."
        .formatted(measured.information().ceiling());
  }

  @Override
  public String html() {
    return table().html() + "<p>%s</p>".formatted(note());
  }

  @Override
  public String toString() {
    return table().text() + note() + "\n";
  }
}
