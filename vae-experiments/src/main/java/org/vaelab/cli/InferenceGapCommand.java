package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.gap.FamilyKind;
import org.vaelab.experiment.gap.InferenceGaps;
import org.vaelab.experiment.gap.InferenceGapsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = InferenceGaps.NAME,
    description =
        "Splits the inference gap by posterior family, encoder width and decoder width, on training and test images, and over training.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InferenceGapCommand implements Callable<Integer>, Bounded {
  @Mixin private RunOptions options;
  @Mixin private ModelOptions model;

  @Option(
      names = "--encoders",
      paramLabel = "W,W;W,...",
      converter = WidthLists.class,
      description =
          "Widths (z to x) of other encoders, each trained with the base decoder; separated by ';'. (quick: 20, full: 500,500)")
  private List<List<Integer>> encoders;

  @Option(
      names = "--decoders",
      paramLabel = "W,W;W,...",
      converter = WidthLists.class,
      description =
          "Widths (z to x) of other decoders, each trained with the base encoder; 'none' for one without hidden layers. (default: none)")
  private List<List<Integer>> decoders;

  @Option(
      names = "--families",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Families of q*: diagonal, full (covariance). (quick: diagonal,full; full: diagonal)")
  private List<FamilyKind> families;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Images of each split on which gaps are reported. (quick: 50, full: 1000)")
  private Integer points;

  @Option(
      names = "--selection-points",
      paramLabel = "N",
      description =
          "Other test images, on which the estimator of log p(x) is chosen. (quick: 25, full: 200)")
  private Integer selectionPoints;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "Samples of importance sampling. (quick: 1000, full: 5000)")
  private Integer samples;

  @Option(
      names = "--temperatures",
      paramLabel = "T",
      description =
          "Temperatures of annealed importance sampling as a candidate estimator; 0 for none. (default: 0)")
  private Integer temperatures;

  @Option(
      names = "--chains",
      paramLabel = "C",
      description = "Its chains per image. (quick: 10, full: 20)")
  private Integer chains;

  @Option(
      names = "--optimal-steps",
      paramLabel = "N",
      description = "Most steps towards q* from each start. (quick: 150, full: 5000)")
  private Integer optimalSteps;

  @Option(
      names = "--optimal-samples",
      paramLabel = "K",
      description = "Samples of z per such step. (quick: 5, full: 20)")
  private Integer optimalSamples;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description =
          "Random starts of q* besides the encoder's q and the prior. (quick: 0, full: 1)")
  private Integer restarts;

  @Option(
      names = "--elbo-samples",
      paramLabel = "K",
      description = "Samples of z of every reported ELBO. (quick: 500, full: 5000)")
  private Integer elboSamples;

  @Option(
      names = "--snapshots",
      paramLabel = "EPOCH,...",
      split = ",",
      description =
          "Epochs of the base model after which the gaps are measured. (quick: 1,10, full: 1,10,30,100)")
  private List<Integer> snapshots;

  /// Lists of widths, separated by semicolons.
  static final class WidthLists implements ITypeConverter<List<List<Integer>>> {
    @Override
    public List<List<Integer>> convert(String text) {
      Widths.Converter one = new Widths.Converter();
      return Arrays.stream(text.split(";")).map(widths -> one.convert(widths).values()).toList();
    }
  }

  @Override
  public Ranges ranges() {
    return InferenceGapsConfig.RANGES;
  }

  @Override
  public Integer call() {
    return options.run(
        InferenceGapsConfig.class,
        this::config,
        config -> config.model().data(),
        new InferenceGaps());
  }

  private InferenceGapsConfig config() {
    InferenceGapsConfig p =
        switch (options.preset()) {
          case QUICK -> InferenceGapsConfig.quick();
          case FULL -> InferenceGapsConfig.full();
        };
    return new InferenceGapsConfig(
        model.over(p.model()),
        or(encoders, p.encoders()),
        or(decoders, p.decoders()),
        or(families, p.families()),
        or(points, p.points()),
        or(selectionPoints, p.selectionPoints()),
        or(samples, p.samples()),
        or(temperatures, p.temperatures()),
        or(chains, p.chains()),
        or(optimalSteps, p.optimalSteps()),
        or(optimalSamples, p.optimalSamples()),
        or(restarts, p.restarts()),
        or(elboSamples, p.elboSamples()),
        or(snapshots, p.snapshots()));
  }
}
