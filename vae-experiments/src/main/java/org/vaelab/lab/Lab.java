package org.vaelab.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where everything begins:
///
/// ```java
/// var data = Lab.data("mnist");
/// var vae = Lab.vae(data).latent(50).hidden(200, 200);
/// var amortized = vae.train(Lab.amortized().epochs(50));
/// amortized.logLikelihood(5000);
/// ```
///
/// What is not set has the value of `./vaelab run train`, and the same settings give the same
/// numbers there.
public final class Lab {
  private Lab() {}

  /// A data set by name, such as `stroke-digits` or `mnist`, or a directory of IDX files.
  ///
  /// @throws org.vaelab.data.DataException if there is none
  public static LabData data(String name) {
    return LabData.open(name, Optional.empty());
  }

  /// The same, looked up in a directory.
  public static LabData data(String name, Path directory) {
    return LabData.open(name, Optional.of(directory));
  }

  /// A variational autoencoder of these images, yet to be trained.
  public static VaeRecipe vae(LabData data) {
    return new VaeRecipe(data, Options.none());
  }

  /// Training with an encoder (Kingma and Welling 2014).
  public static TrainingRecipe amortized() {
    return TrainingRecipe.of("amortized");
  }

  /// Training by stochastic variational inference: every image has a q of its own (Hoffman et al.
  /// 2013).
  public static TrainingRecipe svi() {
    return TrainingRecipe.of("svi");
  }

  /// Training with an encoder whose q is refined by steps of its own for every image (Kim et al.
  /// 2018).
  public static TrainingRecipe semiAmortized() {
    return TrainingRecipe.of("semi-amortized");
  }

  /// Trained models side by side.
  public static Comparison compare(Trained... models) {
    return new Comparison(List.of(models));
  }
}
