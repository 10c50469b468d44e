package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import java.util.concurrent.Callable;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.toy.ToyPosterior;
import org.vaelab.experiment.toy.ToyPosteriorConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = ToyPosterior.NAME,
    description = "Fits one Gaussian to a posterior with two modes, by either direction of KL.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ToyPosteriorCommand implements Callable<Integer>, Bounded {
  @Mixin private RunOptions options;

  @Option(
      names = "--weight",
      paramLabel = "W",
      description = "Weight of the mode N(2, 2); the other is N(-4, 0.75). (default: 0.5)")
  private Double weight;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the optimisation of q. (quick: 3000, full: 10000)")
  private Integer steps;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "Samples of z per step. (quick: 100, full: 1000)")
  private Integer samples;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the noise. (default: 1)")
  private Long seed;

  @Override
  public Ranges ranges() {
    return ToyPosteriorConfig.RANGES;
  }

  @Override
  public Integer call() {
    return options.run(
        ToyPosteriorConfig.class, this::config, config -> "bimodal", new ToyPosterior());
  }

  private ToyPosteriorConfig config() {
    ToyPosteriorConfig p =
        switch (options.preset()) {
          case QUICK -> ToyPosteriorConfig.quick();
          case FULL -> ToyPosteriorConfig.full();
        };
    return new ToyPosteriorConfig(
        or(weight, p.weight()), or(steps, p.steps()), or(samples, p.samples()), or(seed, p.seed()));
  }
}
