package org.vaelab.bench;

import java.util.List;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Vae;
import org.vaelab.objective.Elbo;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;

/// A VAE with its encoder, trained by the ELBO.
interface TrainedVae extends Trained {
  Vae model();

  Amortized encoder();

  /// Of the decoder, then of the encoder.
  @Override
  default List<ParameterSpec> parameters() {
    return encoder().parametersWith(model());
  }

  @Override
  default Trainer trainer(GraphExecutor executor, TrainingConfig config) {
    return new Trainer(executor, model(), encoder(), Elbo.standard(), config, "training");
  }

  @Override
  default int noiseSize() {
    return model().latentSize();
  }
}
