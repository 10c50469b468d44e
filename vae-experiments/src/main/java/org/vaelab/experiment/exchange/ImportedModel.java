package org.vaelab.experiment.exchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.train.Parts;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.ModelCopy;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzParameters;

/// A VAE read from a `.npz` file: that of the run that the file names, or a Bernoulli VAE whose
/// widths are those of the arrays.
///
/// @param likelihood what the model's is called
/// @param own how q is found of a data point; none of a decoder alone
/// @param ofRun whether the file names a run, whose settings tell the activation
/// @param test `x_test` `[N, D]`, if the file holds it
public record ImportedModel(
    Vae model,
    LikelihoodKind likelihood,
    Optional<InferenceStrategy> own,
    Parameters parameters,
    boolean ofRun,
    Optional<NpyArray> test)
    implements AutoCloseable {
  private static final String TEST = "x_test";
  private static final String PSEUDO_INPUTS = "prior.pseudoInputs";
  private static final Pattern LAYER = Pattern.compile("(?:decoder|encoder)\\.[Wb](\\d{1,6})");

  /// @param activation of the hidden layers, where the file names no run
  /// @throws ExperimentException if the arrays do not form the model
  public static ImportedModel read(Path file, Activation activation) {
    return ExportedRun.read(file)
        .map(run -> ofRun(file, run))
        .orElseGet(() -> ofLayers(file, activation));
  }

  private static ImportedModel ofRun(Path file, ExportedRun run) {
    Map<String, NpyArray> arrays =
        Npz.read(file, name -> name.equals(TEST) || name.equals(PSEUDO_INPUTS));
    // Where training began does not matter, but how many pseudo-inputs there were images for does.
    Parts parts =
        Parts.of(
            run.config(),
            run.images(),
            count ->
                arrays.containsKey(PSEUDO_INPUTS)
                    ? arrays.get(PSEUDO_INPUTS).floats()
                    : new float[run.images().size()]);
    return of(
        file,
        parts.model(),
        run.config().likelihood().likelihood(),
        Optional.of(parts.strategy()),
        true,
        Optional.ofNullable(arrays.get(TEST)));
  }

  private static ImportedModel of(
      Path file,
      Vae model,
      LikelihoodKind likelihood,
      Optional<InferenceStrategy> own,
      boolean ofRun,
      Optional<NpyArray> test) {
    List<ParameterSpec> specs =
        own.map(strategy -> strategy.parametersWith(model)).orElse(model.parameters());
    return new ImportedModel(
        model, likelihood, own, Parameters.of(specs, NpzParameters.read(file, specs)), ofRun, test);
  }

  private static ImportedModel ofLayers(Path file, Activation activation) {
    Map<String, NpyArray> arrays =
        Npz.read(file, name -> name.equals(TEST) || LAYER.matcher(name).matches());
    List<Integer> decoder =
        widths(arrays, "decoder")
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "%s holds no decoder: it needs decoder.W0, decoder.b0, ... and has %s."
                            .formatted(file, Npz.names(file))));
    int latent = decoder.getFirst();
    int data = decoder.getLast();
    Vae model =
        new Vae(
            data,
            latent,
            decoder.subList(1, decoder.size() - 1),
            activation,
            new Likelihood.Bernoulli());
    Optional<InferenceStrategy> encoder =
        widths(arrays, "encoder")
            .map(
                widths -> {
                  if (widths.getFirst() != data || widths.getLast() != 2 * latent) {
                    throw new ExperimentException(
                        "The encoder of %s maps %d numbers to %d; its decoder needs %d to %d (mean and log scale)."
                            .formatted(
                                file, widths.getFirst(), widths.getLast(), data, 2 * latent));
                  }
                  return new Amortized(
                      new DiagonalGaussianFamily(),
                      data,
                      latent,
                      widths.subList(1, widths.size() - 1),
                      activation);
                });
    return of(
        file,
        model,
        LikelihoodKind.BERNOULLI,
        encoder,
        false,
        Optional.ofNullable(arrays.get(TEST)));
  }

  /// Sizes from the input of the first layer to the output of the last; empty if the file has no
  /// array of the network.
  private static Optional<List<Integer>> widths(Map<String, NpyArray> arrays, String network) {
    int layers =
        arrays.keySet().stream()
            .filter(name -> name.startsWith(network + "."))
            .map(LAYER::matcher)
            .filter(Matcher::matches)
            .mapToInt(layer -> Integer.parseInt(layer.group(1)) + 1)
            .max()
            .orElse(0);
    List<Integer> widths = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String name = network + ".W" + layer;
      NpyArray array = arrays.get(name);
      if (array == null) {
        throw new ExperimentException(
            "There is no array '%s', but there are others of the %s; save all its layers, or none."
                .formatted(name, network));
      }
      long[] shape = array.shape();
      if (shape.length != 2
          || shape[0] < 1
          || shape[1] < 1
          || layer > 0 && shape[0] != widths.getLast()) {
        throw new ExperimentException(
            "Array '%s' has the shape %s; it needs [%s, out] of at least 1, for rows are multiplied from the left."
                .formatted(
                    name, Arrays.toString(shape), widths.isEmpty() ? "in" : widths.getLast()));
      }
      if (layer == 0) {
        widths.add(Math.toIntExact(shape[0]));
      }
      widths.add(Math.toIntExact(shape[1]));
    }
    return widths.isEmpty() ? Optional.empty() : Optional.of(widths);
  }

  /// The model with its parameters, and those of its own inference, for other processes.
  ModelCopy copy() {
    return ModelCopy.of(
        model,
        own.map(strategy -> strategy.parametersWith(model)).orElse(model.parameters()),
        parameters);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
