package org.vaelab.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.experiment.Experiment;

/// The settings of every experiment with which it ends in a second or so.
final class SmallRuns {
  private static final String IMAGES = " --hidden 4 --epochs 1 --batch 32 --data ";
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("toy-posterior", " --steps 5 --samples 2"),
          Map.entry(
              "svi-vs-amortized",
              " --latent 2 --strategies amortized,amortized-then-svi,svi-warm --seeds 1"
                  + " --budget epochs --inner-steps 1 --inner-rate-factors 1 --learning-rate-factors 1"
                  + " --pilot-points 4 --pilot-gradients 2 --test-steps 1 --optimal-steps 2 --optimal-samples 1"
                  + " --samples 5 --points 3 --curve-points 3 --curve-samples 3"
                  + IMAGES),
          Map.entry(
              "svi",
              " --latent 2 --starts warm --optimisers adam --steps 1 --learning-rate-factors 1"
                  + " --gradients 2 --seeds 1 --test-steps 2 --points 3 --samples 5"
                  + IMAGES),
          Map.entry(
              "train", " --latent 2 --samples 5 --curve-points 3 --likelihood-points 3" + IMAGES),
          Map.entry(
              "inference-gap",
              " --latent 2 --encoders none --decoders none --points 3 --selection-points 3 --samples 5"
                  + " --optimal-steps 2 --optimal-samples 1 --elbo-samples 4 --snapshots 1"
                  + IMAGES),
          Map.entry(
              "estimators",
              " --model vae --latent 4 --points 3 --samples 10 --temperatures 3 --chains 2"
                  + " --leapfrog-steps 1 --simulated 2"
                  + IMAGES),
          Map.entry("elbo", " --steps 2 --posteriors 2 --samples 100"),
          Map.entry(
              "marginal-likelihood",
              " --latent 3 --train-samples 2 --images 2 --repetitions 20 --samples 4 --missing 2"
                  + IMAGES),
          Map.entry(
              "gradients",
              " --latent 2 --dimensions 1,2 --sample-counts 1,2 --estimates 5 --train-samples 2"
                  + " --learning-rate-factors 1 --seeds 1 --gradient-points 1 --points 3 --samples 5"
                  + " --curve-points 3 --curve-samples 2"
                  + IMAGES),
          Map.entry(
              "amortization",
              " --latent 2 --held-out none --encoder-images 20 --points 3 --optimal-steps 2"
                  + " --optimal-samples 1 --elbo-samples 4 --steps 1,2 --timed 2 --repeats 2"
                  + IMAGES),
          Map.entry(
              "inner-optimisers",
              " --latent 2 --seeds 1 --points 3 --selection-points 2 --steps 2,4 --samples 1,2"
                  + " --most-gradients 6 --optimal-steps 2 --optimal-samples 1 --elbo-samples 4"
                  + " --repeats 2"
                  + IMAGES),
          Map.entry(
              "missing-pixels",
              " --latent 2 --joint-hidden 4 --joint-epochs 1 --images 2 --steps 2 --step-samples 2"
                  + " --sweeps 1 --samples 4 --train-samples 2 --points 3 --test-steps 2"
                  + IMAGES),
          Map.entry(
              "mixture",
              " --latent 2 --clusters 2 --restarts 1 --seeds 1 --principal-components 2 --points 30"
                  + " --spreads 1 --draws 2"
                  + IMAGES),
          Map.entry(
              "autoencoder",
              " --latent 2 --betas 3 --lambdas 0.01 --warm-up 1 --points 3 --samples 4"
                  + " --principal-components 2"
                  + IMAGES),
          Map.entry(
              "messages",
              " --latent 2 --points 3 --samples 4 --bits 2 --widths 0.5 --chains 2 --svi-steps 1"
                  + " --optimal-steps 2"
                  + IMAGES),
          Map.entry("latent-space", " --latent 2 --points 3 --samples 5" + IMAGES),
          Map.entry("posterior-2d", " --images 1 --optimal-steps 3 --optimal-samples 2" + IMAGES));

  private SmallRuns() {}

  /// The names of all experiments.
  static Stream<String> experiments() {
    return Experiment.all().stream().map(Experiment::name);
  }

  /// Those whose reports have no latent explorer.
  static Stream<String> withoutExplorer() {
    return experiments().filter(name -> !Set.of("train", "svi-vs-amortized").contains(name));
  }

  /// Options of an experiment.
  ///
  /// @param images directory of the images, for those experiments that have any
  static String options(String experiment, Path images) {
    String options = OPTIONS.get(experiment);
    return options.endsWith(IMAGES) ? options + images : options;
  }
}
