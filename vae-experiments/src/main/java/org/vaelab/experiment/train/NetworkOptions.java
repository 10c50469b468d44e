package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Map;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.graph.TooLargeException;
import org.vaelab.network.ConvDecoder;
import org.vaelab.network.ConvEncoder;
import org.vaelab.network.Convolutions;
import org.vaelab.network.GatedMlp;
import org.vaelab.network.ImageShape;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// What encoder and decoder are made of.
public record NetworkOptions(
    @Help(
            "Encoder and decoder: ${COMPLETION-CANDIDATES}. Fully connected, the same with gated layers, or convolutions with fully connected layers between them and z.")
        @Setting(unit = "NAME", quick = "mlp")
        Kind network,
    @Help("Channels behind each convolution, x to z; kernels of 4 x 4, strides of 2.")
        @Setting(unit = "C,C,...", least = 1, most = MOST_UNITS, quick = "16,32", full = "32,64")
        List<Integer> channels) {
  private static final int KERNEL = 4;
  private static final int STRIDE = 2;

  /// The networks there are.
  public enum Kind {
    MLP,
    GATED,
    CONV
  }

  public NetworkOptions {
    channels = List.copyOf(channels);
    SettingsForm.check(NetworkOptions.class, network, channels);
    if (network == Kind.CONV && channels.isEmpty()) {
      throw new ExperimentException(
          "A convolutional network without convolutions is fully connected; use --network mlp, or name --channels.");
    }
  }

  /// @param images with as many planes as the likelihood takes numbers a pixel
  Network decoder(ModelSettings model, ImageShape images) {
    String name = "decoder";
    int outputs =
        TooLargeException.elements(
            "the decoder's outputs", (long) images.height() * images.width(), images.planes());
    return switch (network) {
      case MLP -> new Mlp(name, model.latent(), model.hidden(), outputs, model.activation());
      case GATED -> new GatedMlp(name, model.latent(), model.hidden(), outputs);
      case CONV -> new ConvDecoder(name, model.latent(), convolutions(model), images);
    };
  }

  /// @param name prefix of its parameters' names
  /// @param images with one plane
  /// @param outputs numbers that the family takes
  Network encoder(String name, ModelSettings model, ImageShape images, int outputs) {
    List<Integer> hidden = model.hidden().reversed();
    return switch (network) {
      case MLP -> new Mlp(name, images.size(), hidden, outputs, model.activation());
      case GATED -> new GatedMlp(name, images.size(), hidden, outputs);
      case CONV -> new ConvEncoder(name, images, convolutions(model), outputs);
    };
  }

  private Convolutions convolutions(ModelSettings model) {
    return new Convolutions(
        channels, KERNEL, STRIDE, model.hidden().reversed(), model.activation());
  }

  void addIdle(ModelSettings model, Map<String, String> idle) {
    if (network == Kind.CONV) {
      return;
    }
    idle.put("channels", "--network " + SettingSpec.text(network));
    if (model.hidden().isEmpty()) {
      idle.put("network", "--hidden none");
      idle.put("activation", "--hidden none");
    } else if (network == Kind.GATED) {
      idle.put("activation", "--network gated");
    }
  }

  /// Such as `mlp, decoder 20-100-x, tanh`.
  String text(ModelSettings model) {
    String name = SettingSpec.text(network);
    return switch (network) {
      case MLP -> "%s, decoder %s, %s".formatted(name, widths(model), activation(model));
      case GATED -> "%s, decoder %s".formatted(name, widths(model));
      case CONV ->
          "%s of %s channels, kernels of %d x %d, strides of %d; decoder %s, %s"
              .formatted(
                  name,
                  joined(channels),
                  KERNEL,
                  KERNEL,
                  STRIDE,
                  model.hidden().isEmpty()
                      ? model.latent() + "-convolutions-x"
                      : "%d-%s-convolutions-x".formatted(model.latent(), joined(model.hidden())),
                  activation(model));
    };
  }

  private static String widths(ModelSettings model) {
    return model.hidden().isEmpty()
        ? model.latent() + "-x"
        : "%d-%s-x".formatted(model.latent(), joined(model.hidden()));
  }

  private static String joined(List<Integer> widths) {
    return SettingSpec.text(widths).replace(',', '-');
  }

  private static String activation(ModelSettings model) {
    return SettingSpec.text(model.activation());
  }
}
