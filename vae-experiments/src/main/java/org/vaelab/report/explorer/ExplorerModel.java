package org.vaelab.report.explorer;

import java.util.Optional;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Vae;

/// A trained model in a page.
///
/// @param name what reports call it
/// @param training q of training images
/// @param test q of test images, the pictured ones first
/// @param best the best diagonal Gaussian of the pictured ones
public record ExplorerModel(
    String name, Decoder decoder, Posteriors training, Posteriors test, Posteriors best) {

  /// Why a page cannot show a model, if it cannot.
  public static Optional<String> obstacle(LatentVariableModel model, Parameters parameters) {
    return Decoder.obstacle(model, parameters);
  }

  /// @param parameters θ of a model without [#obstacle]
  public static ExplorerModel of(
      String name,
      LatentVariableModel model,
      Parameters parameters,
      Posteriors training,
      Posteriors test,
      Posteriors best) {
    return new ExplorerModel(name, Decoder.of((Vae) model, parameters), training, test, best);
  }
}
