package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// Independent variables of C values each for each of B data points, each variable one-hot in z:
/// networks take that as it is, and so they take its relaxations, while an index would order the
/// values.
///
/// @param logits unnormalised log-probabilities `[B, L*C]`, or `[1, L*C]` for the same of all
/// @param variables L
/// @param values C
public record FactorisedCategorical(SDVariable logits, int variables, int values)
    implements Posterior {
  private int size() {
    return variables * values;
  }

  /// Logits plus Gumbel noise, −log of exponential variables, `[K*B*L, C]`.
  private SDVariable scores(SDVariable noise, int samples) {
    SDVariable exponential = FactorisedBernoulli.exponential(noise, size());
    return logits
        .sub(logits.getSameDiff().math.log(bySample(exponential, samples, size())))
        .reshape(-1, values);
  }

  /// The value of the greatest score.
  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    SDVariable scores = SafeOps.stopGradient(scores(noise, samples));
    return SafeOps.step(scores.max(true, 1).sub(scores)).rsub(1).reshape(-1, size());
  }

  /// The softmax of scores/τ (Jang, Gu and Poole 2017).
  @Override
  public Optional<SDVariable> relaxed(SDVariable noise, int samples, double temperature) {
    SDVariable logs = normalised(scores(noise, samples).mul(1 / temperature));
    return Optional.of(logits.getSameDiff().math.exp(logs).reshape(-1, size()));
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  /// log π `[B, L*C]`, the log-probability of each value.
  private SDVariable logProbabilities() {
    return normalised(logits.reshape(-1, values)).reshape(-1, size());
  }

  /// log softmax of rows `[N, C]`.
  private SDVariable normalised(SDVariable rows) {
    return rows.sub(SafeOps.logSumExp(rows, 1, values).reshape(-1, 1));
  }

  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    return bySample(z, samples, size()).mul(logProbabilities()).sum(2);
  }

  /// −Σ π log π
  @Override
  public Optional<SDVariable> entropy() {
    return Optional.of(crossed(logProbabilities()).neg());
  }

  /// For r of the same variables with probabilities ρ: Σ π log ρ
  @Override
  public Optional<SDVariable> expectedLogProb(Posterior r) {
    return r instanceof FactorisedCategorical other
        ? Optional.of(crossed(other.logProbabilities()))
        : Optional.empty();
  }

  /// For a prior of the same variables with probabilities ρ: Σ π (log π − log ρ).
  @Override
  public Optional<SDVariable> kl(Graph graph, Prior prior) {
    boolean known =
        prior instanceof CategoricalPrior p && p.variables() == variables && p.values() == values;
    return known
        ? Optional.of(
            crossed(
                logProbabilities()
                    .sub(((CategoricalPrior) prior).categorical(graph).logProbabilities())))
        : Posterior.super.kl(graph, prior);
  }

  /// π
  @Override
  public Optional<SDVariable> mean() {
    return Optional.of(logits.getSameDiff().math.exp(logProbabilities()));
  }

  private SDVariable crossed(SDVariable terms) {
    return SafeOps.sum(mean().orElseThrow().mul(terms), 1, size());
  }
}
