package org.vaelab.experiment.amortization;

import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;

/// A trained model and encoder, ready to be asked.
///
/// @param name how they were trained
/// @param outcome of the training of what was trained last
/// @param session of the model with the encoder
/// @param fingerprint of θ and λ, or of each
record Trained(
    String name, CheckpointedTraining.Outcome outcome, Session session, String fingerprint)
    implements AutoCloseable {

  /// @param model whose parameters are those of the outcome, or fixed
  /// @param decoder fingerprint of θ where that is fixed; else empty
  static Trained of(
      String name,
      GraphExecutor executor,
      LatentVariableModel model,
      CheckpointedTraining.Outcome outcome,
      String decoder) {
    return new Trained(
        name,
        outcome,
        new Session(executor, model, outcome.parameters()),
        (decoder + " " + outcome.fingerprint()).strip());
  }

  @Override
  public void close() {
    session.close();
    outcome.close();
  }
}
