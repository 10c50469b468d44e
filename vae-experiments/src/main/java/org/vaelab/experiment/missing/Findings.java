package org.vaelab.experiment.missing;

import java.util.List;
import org.vaelab.experiment.Sentences;
import org.vaelab.statistics.Estimate;

/// What the numbers of a [MissingPixelsResult] say.
record Findings(MissingPixelsResult result) {
  String text() {
    Sentences text = new Sentences();
    guesses(text);
    small(text);
    chains(text);
    imputation(text);
    cost(text);
    return text.toString();
  }

  /// The mean with its error, and whether it is more than that.
  private static String told(Estimate difference) {
    return difference + " nats" + (difference.resolved() ? "" : " (not told apart)");
  }

  private void guesses(Sentences text) {
    HalfStudy.Row best = result.large().best();
    for (HalfStudy.Row row : result.large().rows()) {
      if (row != best) {
        text.add(
            "%s: after %d steps the ELBO of %s exceeds its ELBO by %s.",
            row.guess(),
            result.config().steps(),
            best.guess(),
            told(Estimate.ofDifference(best.elbo(), row.elbo())));
      }
    }
    text.add(
        "With %d samples the q of %s shows that log p(x) is at least %s nats, which is %s above its ELBO.",
        result.config().samples(),
        best.guess(),
        Estimate.of(best.weighted()),
        told(Estimate.ofDifference(best.weighted(), best.elbo())));
  }

  private void small(Sentences text) {
    HalfStudy study = result.small();
    HalfStudy.Row best = study.best();
    text.add(
        "Small images: the best ELBO, of %s, is %s below log p(x): that much is lost because q has independent pixels or was not optimised to the end. log p(x) − ELBO and KL(q ‖ p(z | x)) agree to %.1g nats for all q.",
        best.guess(),
        told(Estimate.ofDifference(study.logEvidence(), best.exactElbo())),
        study.identityError());
  }

  private void chains(Sentences text) {
    Estimate memory = result.chains().memory();
    text.add(
        "After %d sweeps of Gibbs sampling, log p(x, z) of chains from q exceeds that of chains from coin tosses by %s nats: %s.",
        result.config().sweeps(),
        memory,
        memory.resolved()
            ? "they have not forgotten where they began, so none is yet a sample of p(z | x)"
            : "this number does not show that they remember where they began, which is no proof that they have forgotten it");
  }

  private void imputation(Sentences text) {
    ImputationStudy study = result.imputation();
    for (Hiding way : ImputationStudy.WAYS) {
      List<Imputed> rows = study.rows(way);
      Imputed best =
          rows.stream()
              .max(
                  (a, b) ->
                      Double.compare(a.meanLogLikelihood().mean(), b.meanLogLikelihood().mean()))
              .orElseThrow();
      Imputed vae = study.row(way, MissingPixels.ALL + ", SVI");
      text.add(
          "%s missing: log p(missing | observed) of the VAE of all pixels with SVI is above that of the mean image by %s, of the nearest neighbour by %s, of the k nearest neighbours (k chosen on training images) by %s; best is the %s.",
          way,
          told(vae.above(study.row(way, ImputationStudy.MEAN))),
          told(vae.above(study.row(way, ImputationStudy.NEAREST))),
          told(vae.above(study.row(way, ImputationStudy.NEIGHBOURS))),
          best.method());
    }
  }

  private void cost(Sentences text) {
    ImputationStudy study = result.imputation();
    for (Hiding way : ImputationStudy.WAYS) {
      Imputed all = study.row(way, MissingPixels.ALL + ", SVI");
      text.add(
          "%s missing, SVI: by the VAE that never saw half of each training image, log p(missing | observed) is lower by %s.",
          way, told(all.above(study.row(way, MissingPixels.HALF + ", SVI"))));
    }
    text.add(
        "Whole test images: log p̂ = %s nats by the VAE trained on all pixels, %s by the one that never saw %s; the difference is %s. Weights of %d of the %d estimates have too heavy tails.",
        Estimate.of(study.complete()),
        Estimate.of(study.incomplete()),
        "half of each training image",
        told(study.cost()),
        study.unreliable(),
        2 * study.points().length);
  }
}
