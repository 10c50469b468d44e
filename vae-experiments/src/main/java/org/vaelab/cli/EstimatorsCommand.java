package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.estimators.Estimators;
import org.vaelab.experiment.estimators.EstimatorsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = Estimators.NAME,
    description =
        "Compares naive Monte Carlo, importance sampling and annealed importance sampling with the exact log p(x).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EstimatorsCommand implements Callable<Integer>, Bounded {
  @Mixin private RunOptions options;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = KindConverter.class,
      description =
          "linear-gaussian: exact log p(x) is known, data are drawn from it; vae: trained on images, exact up to three latent dimensions. (default: linear-gaussian)")
  private EstimatorsConfig.Kind kind;

  @Mixin private ModelOptions model;

  @Option(
      names = "--dimensions",
      paramLabel = "D",
      description = "Data dimensions of the linear-Gaussian model. (default: 100)")
  private Integer dimensions;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Data points, or test images of the VAE. (quick: 50, full: 200)")
  private Integer points;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "Largest K of naive Monte Carlo and importance sampling. (default: 5000)")
  private Integer samples;

  @Option(
      names = "--temperatures",
      paramLabel = "T,T,...",
      split = ",",
      description =
          "Numbers of temperatures of annealed importance sampling. (quick: 10,30,100,300, full: up to 1000)")
  private List<Integer> temperatures;

  @Option(
      names = "--chains",
      paramLabel = "C",
      description = "Chains per data point. (quick: 10, full: 20)")
  private Integer chains;

  @Option(
      names = "--leapfrog-steps",
      paramLabel = "L",
      description = "Leapfrog steps per transition. (quick: 5, full: 10)")
  private Integer leapfrogSteps;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "Schedule of the temperatures: linear or sigmoid. (default: sigmoid)")
  private Schedule schedule;

  @Option(
      names = "--simulated",
      paramLabel = "N",
      description =
          "Points drawn from the model for bidirectional Monte Carlo; 0 for none. (quick: 50, full: 100)")
  private Integer simulated;

  /// `linear-gaussian`, with the hyphen that constants cannot have.
  static final class KindConverter implements ITypeConverter<EstimatorsConfig.Kind> {
    @Override
    public EstimatorsConfig.Kind convert(String text) {
      try {
        return EstimatorsConfig.Kind.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is neither linear-gaussian nor vae".formatted(text));
      }
    }
  }

  @Override
  public Ranges ranges() {
    return EstimatorsConfig.RANGES;
  }

  @Override
  public Integer call() {
    return options.run(
        EstimatorsConfig.class,
        this::config,
        config ->
            config.kind() == EstimatorsConfig.Kind.VAE ? config.model().data() : "linear-gaussian",
        new Estimators());
  }

  private EstimatorsConfig config() {
    EstimatorsConfig p =
        switch (options.preset()) {
          case QUICK -> EstimatorsConfig.quick();
          case FULL -> EstimatorsConfig.full();
        };
    return new EstimatorsConfig(
        or(kind, p.kind()),
        model.over(p.model()),
        or(dimensions, p.dimensions()),
        or(points, p.points()),
        or(samples, p.samples()),
        or(temperatures, p.temperatures()),
        or(chains, p.chains()),
        or(leapfrogSteps, p.leapfrogSteps()),
        or(schedule, p.schedule()),
        or(simulated, p.simulated()));
  }
}
