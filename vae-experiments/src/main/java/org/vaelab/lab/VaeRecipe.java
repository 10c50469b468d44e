package org.vaelab.lab;

import java.util.Arrays;
import org.vaelab.experiment.train.TrainConfig;

/// A variational autoencoder yet to be trained.
///
/// @param data whose images it is of
/// @param options that were set
public record VaeRecipe(LabData data, Options options) {

  /// Size of z.
  public VaeRecipe latent(int size) {
    return with("latent", size);
  }

  /// Widths of the decoder's hidden layers from z to x; the encoder's are reversed. Nothing for
  /// none.
  public VaeRecipe hidden(Integer... widths) {
    return with("hidden", Arrays.asList(widths));
  }

  /// Of the hidden layers: `tanh`, `elu`, `relu`, `sigmoid` or `swish`.
  public VaeRecipe activation(String name) {
    return with("activation", name);
  }

  /// p(z): `normal`, `mixture`, `vamp` or `flow`.
  public VaeRecipe prior(String name) {
    return with("prior", name);
  }

  /// Encoder and decoder: `mlp`, `gated` or `conv`.
  public VaeRecipe network(String name) {
    return with("network", name);
  }

  /// p(x given z): `bernoulli`, `fixed-gaussian`, `gaussian`, `lecture` or `discretised-logistic`.
  public VaeRecipe likelihood(String name) {
    return with("likelihood", name);
  }

  /// q(z): `diagonal`, `full`, `mixture`, `planar`, `realnvp` or `iaf`.
  public VaeRecipe family(String name) {
    return with("family", name);
  }

  /// Any other option of `./vaelab run train`, such as `pseudo-inputs`.
  public VaeRecipe with(String option, Object value) {
    return new VaeRecipe(data, options.with(option, value));
  }

  /// Trains it. In a notebook the ELBO is drawn meanwhile, and the stop button keeps what was
  /// learned so far.
  ///
  /// @throws org.vaelab.experiment.ExperimentException if parts do not go together
  public Trained train(TrainingRecipe training) {
    Options all = data.options().and(options).and(training.options());
    TrainConfig config = all.config();
    return Trained.train(training.name(), data, all, config);
  }
}
