package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import java.util.concurrent.Callable;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.posterior.Posterior2d;
import org.vaelab.experiment.posterior.Posterior2dConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = Posterior2d.NAME,
    description =
        "Draws exact posteriors of a VAE with two latent dimensions, with the encoder's q and the best q on top.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Posterior2dCommand implements Callable<Integer>, Bounded {
  @Mixin private RunOptions options;
  @Mixin private ModelOptions model;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Test images whose posteriors are drawn. (quick: 6, full: 12)")
  private Integer images;

  @Option(
      names = "--optimal-steps",
      paramLabel = "N",
      description = "Steps towards the best q from each start. (quick: 1000, full: 5000)")
  private Integer optimalSteps;

  @Option(
      names = "--optimal-samples",
      paramLabel = "K",
      description = "Samples of z per such step. (quick: 20, full: 50)")
  private Integer optimalSamples;

  @Override
  public Ranges ranges() {
    return Posterior2dConfig.RANGES;
  }

  @Override
  public Integer call() {
    return options.run(
        Posterior2dConfig.class, this::config, config -> config.model().data(), new Posterior2d());
  }

  private Posterior2dConfig config() {
    Posterior2dConfig p =
        switch (options.preset()) {
          case QUICK -> Posterior2dConfig.quick();
          case FULL -> Posterior2dConfig.full();
        };
    return new Posterior2dConfig(
        model.over(p.model()),
        or(images, p.images()),
        or(optimalSteps, p.optimalSteps()),
        or(optimalSamples, p.optimalSamples()));
  }
}
