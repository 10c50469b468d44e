package org.vaelab.experiment.train;

import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// What encoder and decoder are made of.
public record NetworkOptions(
    @Help("Encoder and decoder: ${COMPLETION-CANDIDATES}.") @Setting(unit = "NAME", quick = "mlp")
        Kind network) {

  /// The networks there are.
  public enum Kind {
    /// Fully connected.
    MLP
  }

  public NetworkOptions {
    SettingsForm.check(NetworkOptions.class, network);
  }

  /// @param outputs numbers that the likelihood takes
  Network decoder(ModelSettings model, int outputs) {
    return switch (network) {
      case MLP -> new Mlp("decoder", model.latent(), model.hidden(), outputs, model.activation());
    };
  }

  /// @param in pixels
  /// @param outputs numbers that the family takes
  Network encoder(ModelSettings model, int in, int outputs) {
    return switch (network) {
      case MLP -> new Mlp("encoder", in, model.hidden().reversed(), outputs, model.activation());
    };
  }

  void addIdle(ModelSettings model, Map<String, String> idle) {
    if (model.hidden().isEmpty()) {
      idle.put("activation", "--hidden none");
    }
  }

  /// Such as `mlp, decoder 20-100-x, tanh`.
  String text(ModelSettings model) {
    return "%s, decoder %d-%sx, %s"
        .formatted(
            SettingSpec.text(network),
            model.latent(),
            model.hidden().stream().map(width -> width + "-").collect(Collectors.joining()),
            SettingSpec.text(model.activation()));
  }
}
