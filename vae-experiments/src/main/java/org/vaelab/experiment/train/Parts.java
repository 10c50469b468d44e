package org.vaelab.experiment.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.vaelab.data.FrozenObservations;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.ImageShape;
import org.vaelab.network.Network;

/// What the settings name.
///
/// @param names what each part is called, by its kind
public record Parts(
    Vae model, InferenceStrategy strategy, GradientEstimator estimator, Map<String, String> names) {

  /// @param data whose sizes and, where a part begins with them, values the parts have
  public static Parts of(TrainConfig config, ExperimentData data) {
    return of(config, shape(data), count -> trainingImages(config, data, count));
  }

  /// The shape of the images that parts are made for.
  public static ImageShape shape(ExperimentData data) {
    return new ImageShape(data.training().height(), data.training().width(), 1);
  }

  /// @param images of one channel
  /// @param start so many images as a part begins with, or all there are if those are fewer, as the
  ///     model sees them, `[C, D]`
  public static Parts of(TrainConfig config, ImageShape images, IntFunction<float[]> start) {
    ModelSettings settings = config.model();
    int latent = settings.latent();
    int pixels = images.height() * images.width();
    PosteriorFamily family = config.family().make(config.strategy());
    Network encoder = config.network().encoder("encoder", settings, images, family.rowSize(latent));
    Network ofPseudoInputs =
        sharesEncoder(config)
            ? encoder
            : config.network().encoder("prior.encoder", settings, images, 2 * latent);
    Prior prior = config.prior().prior(latent, ofPseudoInputs, start);
    Likelihood likelihood = config.likelihood().make();
    int planes = likelihood.outputsPerDimension();
    Network decoder =
        config.network().decoder(settings, new ImageShape(images.height(), images.width(), planes));
    GradientEstimator estimator = config.objective().make(settings, pixels);
    return new Parts(
        new Vae(pixels, prior, decoder, likelihood),
        config.strategy().make(family, latent, config.objective().trainSamples(), encoder),
        estimator,
        names(config, prior, family, estimator));
  }

  /// Whether a VampPrior is made of the encoder's own q: where there is an encoder, and its q is a
  /// Gaussian by (μ, log σ).
  private static boolean sharesEncoder(TrainConfig config) {
    return config.strategy().hasEncoder()
        && config.family().family() == FamilyOptions.Kind.DIAGONAL;
  }

  /// A seeded choice of them, as the model sees them, `[C, D]`.
  private static float[] trainingImages(TrainConfig config, ExperimentData data, int count) {
    FrozenObservations images = data.frozenTrain();
    return ExperimentData.rows(
        images, ExperimentData.choice(config.model().seed(), images.count(), count));
  }

  private static Map<String, String> names(
      TrainConfig config, Prior prior, PosteriorFamily family, GradientEstimator estimator) {
    Map<String, String> names = new LinkedHashMap<>();
    boolean ownEncoder = config.prior().prior() == PriorOptions.Kind.VAMP && !sharesEncoder(config);
    names.put(
        "prior",
        text(config.prior().prior(), prior.label() + ", Z = " + prior.size())
            + (ownEncoder ? ", with an encoder of its own" : ""));
    names.put("network", config.network().text(config.model()));
    names.put("likelihood", config.likelihood().text());
    names.put("family", text(config.family().family(), family.label()));
    names.put("strategy", config.strategy().text());
    names.put("objective", config.objective().text());
    names.put("gradient", text(config.objective().gradient(), estimator.label()));
    return names;
  }

  private static String text(Enum<?> kind, String label) {
    String name = SettingSpec.text(kind);
    return name.equals(label) ? name : name + ": " + label;
  }
}
