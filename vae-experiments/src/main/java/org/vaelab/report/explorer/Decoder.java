package org.vaelab.report.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.GatedMlp;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// A decoder as the page computes it.
///
/// @param layers from z to x
/// @param activation of the layers without gates but the last
/// @param mean how E\[x given z] comes from the last layer's outputs
record Decoder(List<Layer> layers, String activation, String mean) {
  private static final int MOST_PARAMETERS = 4_000_000;

  /// Outputs h = xW + b, times σ(xV + c) where there is a gate.
  ///
  /// @param weights W `[in, out]`, row-major
  /// @param gate V and c, or nothing
  record Layer(int in, int out, Packed weights, Packed bias, List<Packed> gate) {}

  /// Why a page cannot compute the decoder of a model, if it cannot.
  static Optional<String> obstacle(LatentVariableModel model, Parameters parameters) {
    if (!(model instanceof Vae vae)) {
      return Optional.of("it is of models with a decoder network.");
    }
    if (!(vae.decoder() instanceof Mlp || vae.decoder() instanceof GatedMlp)) {
      return Optional.of(
          "it computes fully connected decoders, with or without gates, and this one is a %s."
              .formatted(vae.decoder().getClass().getSimpleName()));
    }
    if (mean(vae.likelihood()).isEmpty()) {
      return Optional.of(
          "it does not know the mean of the likelihood %s."
              .formatted(vae.likelihood().getClass().getSimpleName()));
    }
    long size = vae.decoder().parameters().stream().mapToLong(ParameterSpec::size).sum();
    if (size > MOST_PARAMETERS) {
      return Optional.of(
          "the decoder has %,d parameters, and a page holds %,d.".formatted(size, MOST_PARAMETERS));
    }
    Map<String, float[]> values = parameters.values();
    boolean finite =
        vae.decoder().parameters().stream().allMatch(spec -> isFinite(values.get(spec.name())));
    return finite ? Optional.empty() : Optional.of("parameters of the decoder are not finite.");
  }

  static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /// @param parameters θ of a model without [#obstacle]
  static Decoder of(Vae model, Parameters parameters) {
    Network network = model.decoder();
    Map<String, float[]> values = parameters.values();
    List<Layer> layers = new ArrayList<>();
    List<ParameterSpec> specs = network.parameters();
    boolean gated = network instanceof GatedMlp;
    for (int at = 0; at < specs.size(); ) {
      boolean last = at + 2 == specs.size();
      int taken = gated && !last ? 4 : 2;
      layers.add(layer(specs.subList(at, at + taken), values));
      at += taken;
    }
    String activation =
        network instanceof Mlp mlp ? mlp.activation().name().toLowerCase(Locale.ROOT) : "";
    return new Decoder(layers, activation, mean(model.likelihood()).orElseThrow());
  }

  private static Layer layer(List<ParameterSpec> specs, Map<String, float[]> values) {
    List<Packed> packed = specs.stream().map(spec -> Packed.of(values.get(spec.name()))).toList();
    long[] shape = specs.getFirst().shape();
    return new Layer(
        (int) shape[0],
        (int) shape[1],
        packed.get(0),
        packed.get(1),
        packed.subList(2, packed.size()));
  }

  private static Optional<String> mean(Likelihood likelihood) {
    return switch (likelihood) {
      case Likelihood.Observed observed -> mean(observed.likelihood());
      case Likelihood.Bernoulli _, Likelihood.LectureGaussian _ -> Optional.of("sigmoid");
      case Likelihood.FixedGaussian _, Likelihood.LearnedGaussian _ -> Optional.of("identity");
      case Likelihood.DiscretisedLogistic _ -> Optional.of("logistic");
      default -> Optional.empty();
    };
  }
}
