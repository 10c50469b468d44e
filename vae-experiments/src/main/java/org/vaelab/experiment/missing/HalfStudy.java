package org.vaelab.experiment.missing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.experiment.Table;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// The bounds of each guess at the missing half of some images.
///
/// @param images their numbers
/// @param logEvidence log p(x) of each image where every z could be summed; else none
public record HalfStudy(int[] images, int hidden, List<Row> rows, double[] logEvidence) {

  /// One guess.
  ///
  /// @param elbo of each image by samples, in nats
  /// @param elboError its Monte Carlo standard error
  /// @param weighted log p̂_K of each image, in nats
  /// @param exactElbo of each image by the sum over z; none where there is none
  /// @param divergence KL(q ‖ p(z given x)) by another such sum
  public record Row(
      Guess guess,
      double[] elbo,
      double[] elboError,
      double[] weighted,
      double[] exactElbo,
      double[] divergence) {

    Estimate meanElbo() {
      return Estimate.of(elbo);
    }

    /// Largest distance of an image's sampled ELBO from that of the sum, in standard errors.
    double deviation() {
      double most = 0;
      for (int i = 0; i < exactElbo.length; i++) {
        double distance = Math.abs(elbo[i] - exactElbo[i]);
        most = Math.max(most, distance == 0 ? 0 : distance / Math.max(elboError[i], 1e-3));
      }
      return most;
    }
  }

  /// Measures all guesses.
  ///
  /// @param q of each guess, in their order
  /// @param exact of each image, or none
  static HalfStudy of(
      TopHalf model,
      Points points,
      List<LocalPosteriors> q,
      List<DiscretePosterior> exact,
      int samples,
      long seed) {
    List<Row> rows = new ArrayList<>();
    for (Guess guess : Guess.values()) {
      LocalPosteriors of = q.get(guess.ordinal());
      LikelihoodEstimates bounds = model.bounds(of, samples, seed);
      double[] elbo = new double[exact.size()];
      double[] divergence = new double[exact.size()];
      if (!exact.isEmpty()) {
        List<DiscreteProposal> proposals = TopHalf.proposals(of);
        Arrays.setAll(elbo, i -> proposals.get(i).elbo(exact.get(i)));
        Arrays.setAll(divergence, i -> TopHalf.divergence(proposals.get(i), exact.get(i)));
      }
      rows.add(
          new Row(
              guess,
              bounds.elbo(),
              bounds.elboStandardError(),
              bounds.logLikelihood(),
              elbo,
              divergence));
    }
    double[] evidence = exact.stream().mapToDouble(DiscretePosterior::logEvidence).toArray();
    return new HalfStudy(points.ids(), model.size(), rows, evidence);
  }

  boolean summed() {
    return logEvidence.length > 0;
  }

  Row row(Guess guess) {
    return rows.get(guess.ordinal());
  }

  /// The optimised guess with the largest mean bound.
  Row best() {
    return rows.stream()
        .filter(row -> !row.guess().fixed())
        .max((a, b) -> Double.compare(a.meanElbo().mean(), b.meanElbo().mean()))
        .orElseThrow();
  }

  /// Largest |log p(x) − ELBO − KL(q ‖ p(z given x))| over guesses and images, each by a sum.
  double identityError() {
    double most = 0;
    for (Row row : rows) {
      for (int i = 0; i < logEvidence.length; i++) {
        double error = logEvidence[i] - row.exactElbo()[i] - row.divergence()[i];
        most = Math.max(most, Math.abs(error));
      }
    }
    return most;
  }

  /// Least log p(x) − ELBO over guesses and images.
  double leastGap() {
    return rows.stream()
        .flatMapToDouble(
            row ->
                IntStream.range(0, logEvidence.length)
                    .mapToDouble(i -> logEvidence[i] - row.exactElbo()[i]))
        .min()
        .orElse(0);
  }

  /// All rows.
  public Table<Row> table() {
    Table<Row> table =
        Table.of(rows)
            .column("q", "q(z; φ)", Row::guess)
            .estimate("elbo", "ELBO", "nats", Row::meanElbo)
            .estimate("weighted", "log p̂_K", "nats", row -> Estimate.of(row.weighted()));
    return !summed()
        ? table
        : table
            .estimate("exact_elbo", "ELBO by sum", "nats", row -> Estimate.of(row.exactElbo()))
            .estimate("log_p", "log p(x) by sum", "nats", row -> Estimate.of(logEvidence))
            .estimate("kl", "KL(q ‖ p(z | x))", "nats", row -> Estimate.of(row.divergence()))
            .number("deviation", "largest deviation", "standard errors", "%.1f", Row::deviation);
  }

  /// How far the bounds lie below the best.
  public BarFigure figure(String title) {
    Row best = best();
    double[] loss = new double[rows.size()];
    double[] error = new double[rows.size()];
    for (int r = 0; r < loss.length; r++) {
      Estimate below = Estimate.ofDifference(best.elbo(), rows.get(r).elbo());
      loss[r] = below.mean();
      error[r] = below.standardError();
    }
    return new BarFigure(
        title,
        "q(z; φ)",
        "ELBO below that of " + best.guess() + " (nats)",
        rows.stream().map(row -> row.guess().toString()).toList(),
        List.of(new BarFigure.Bars("mean over images ± standard error", loss, error)),
        BarFigure.Style.GROUPED);
  }

  /// Completions side by side: φ of each guess, and samples of the true conditional.
  ///
  /// @param gibbs tops by Gibbs sampling, `[N, Z]` each
  /// @param count images that are shown
  static ImageGrid pictures(
      Points points, List<LocalPosteriors> q, List<float[]> gibbs, int count) {
    Points shown = points.slice(0, count);
    int size = gibbs.getFirst().length / points.count() * count;
    float[] grey = new float[size];
    Arrays.fill(grey, 0.5f);
    List<ImageGrid.Row> rows = new ArrayList<>();
    rows.add(new ImageGrid.Row("x", IntStream.range(0, count).mapToObj(points::row).toList()));
    rows.add(new ImageGrid.Row("seen, φ = 0.5", TopHalf.completed(shown, grey)));
    for (Guess guess : Guess.values()) {
      if (guess != Guess.COINS) {
        float[] phi = Arrays.copyOf(TopHalf.probabilities(q.get(guess.ordinal())), size);
        rows.add(new ImageGrid.Row(guess.toString(), TopHalf.completed(shown, phi)));
      }
    }
    for (int g = 0; g < gibbs.size(); g++) {
      float[] top = Arrays.copyOf(gibbs.get(g), size);
      rows.add(new ImageGrid.Row("Gibbs " + (g + 1), TopHalf.completed(shown, top)));
    }
    return new ImageGrid(
        "The missing top half: φ of each q, and Gibbs samples of p(z | x)",
        points.observations().height(),
        points.observations().width(),
        rows,
        2);
  }
}
