package org.vaelab.experiment.marginal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Vae;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// p(x) = Σ_z p(x, z) of a VAE of bits by force, and what becomes of the sum when it is sampled:
/// uniformly, from the prior, and from the encoder's q; of whole images and of images without their
/// top half (CS236, lecture on latent variable models).
public final class MarginalLikelihood
    implements Experiment<MarginalLikelihoodConfig, MarginalLikelihoodResult> {
  static final String UNIFORM = "uniform z";
  static final String PRIOR = "z ~ p(z)";
  static final String ENCODER = "z ~ q(z | x)";
  static final String WHOLE = "whole image";
  static final String BOTTOM = "bottom half";

  @Override
  public String name() {
    return "marginal-likelihood";
  }

  @Override
  public String description() {
    return "Sums p(x) over every z of a VAE of bits, and estimates the sum by uniform and importance sampling.";
  }

  @Override
  public Class<MarginalLikelihoodConfig> settings() {
    return MarginalLikelihoodConfig.class;
  }

  @Override
  public MarginalLikelihoodResult measure(
      MarginalLikelihoodConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ModelSettings settings = config.model();
    ExperimentData data = ExperimentData.open(settings.dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    int size = data.training().dimension();
    int bits = settings.latent();
    Vae model = BitsVae.model(size, bits, settings.hidden(), settings.activation());
    Amortized encoder = BitsVae.encoder(size, bits, settings.hidden(), settings.activation());
    Points points = ExperimentData.chosen(data.frozenTest(), settings.seed(), config.images());
    Stages stages = stages(config, data);
    CheckpointedTraining.Outcome trained =
        stages.next(
            () ->
                new CheckpointedTraining(files, executor)
                    .train(
                        "model",
                        model,
                        encoder,
                        new Vimco(),
                        settings.training(
                            config.trainSamples(), settings.learningRate(), settings.seed()),
                        data.training(),
                        Monitoring.none()));
    try (BitsVae vae = new BitsVae(executor, model, encoder, trained.parameters(), points)) {
      return stages.next(() -> measure(config, vae, executor, files));
    }
  }

  /// Their work in evaluations of log p(x, z), a gradient taking three; a sample of an estimate is
  /// read from a table.
  private static Stages stages(MarginalLikelihoodConfig config, ExperimentData data) {
    double training =
        3.0 * config.model().epochs() * data.training().count() * config.trainSamples();
    double sums =
        (2.0 * config.images() + (1 << config.missing())) * (1 << config.model().latent());
    double reads = 1e-2 * 6 * config.images() * config.repetitions() * config.samples();
    return new Stages(
        List.of(
            new Stages.Stage("training", training, 1),
            new Stages.Stage("sums and estimates", sums + reads, 1)));
  }

  private static MarginalLikelihoodResult measure(
      MarginalLikelihoodConfig config, BitsVae vae, GraphExecutor executor, RunFiles files) {
    Points points = vae.points();
    int images = points.count();
    float[] mask = vae.bottomHalf();
    List<float[]> pictures = new ArrayList<>();
    List<DiscretePosterior> whole = new ArrayList<>();
    List<DiscretePosterior> bottom = new ArrayList<>();
    List<DiscreteProposal> encoders = new ArrayList<>();
    List<DiscreteProposal> encodersOfBottom = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      Interrupts.check();
      float[] x = points.row(i);
      pictures.add(x);
      whole.add(vae.posterior(x));
      bottom.add(vae.posterior(x, mask));
      encoders.add(vae.encoder(x));
      encodersOfBottom.add(vae.encoder(BitsVae.hidden(x, mask, 0)));
    }
    NoiseSource<Purpose.Evaluation> noise =
        NoiseSource.of(config.model().seed(), Purpose.EVALUATION);
    Progress progress = Progress.start("estimates", 6);
    List<Repetitions> repetitions = new ArrayList<>();
    for (String target : List.of(WHOLE, BOTTOM)) {
      List<DiscretePosterior> posteriors = target.equals(WHOLE) ? whole : bottom;
      Map<String, List<DiscreteProposal>> proposals =
          Map.of(
              UNIFORM,
              Collections.nCopies(images, DiscreteProposal.uniform(posteriors.getFirst().size())),
              PRIOR,
              Collections.nCopies(images, vae.prior()),
              ENCODER,
              target.equals(WHOLE) ? encoders : encodersOfBottom);
      for (String proposal : List.of(UNIFORM, PRIOR, ENCODER)) {
        repetitions.add(
            Repetitions.of(
                target,
                proposal,
                posteriors,
                proposals.get(proposal),
                config.samples(),
                config.repetitions(),
                noise.part(repetitions.size())));
        progress.advance(1, Map.of());
      }
    }
    List<MarginalLikelihoodResult.Image> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      rows.add(
          new MarginalLikelihoodResult.Image(
              points.ids()[i],
              whole.get(i).logEvidence(),
              encoders.get(i).elbo(whole.get(i)),
              bottom.get(i).logEvidence(),
              JointHistogram.holding(whole.get(i), 0.99),
              repetitions.get(0).variances()[i],
              repetitions.get(1).variances()[i],
              repetitions.get(2).variances()[i]));
    }
    return new MarginalLikelihoodResult(
        config,
        mask.length,
        rows,
        repetitions,
        JointHistogram.of(whole.getFirst()),
        Completions.of(
            vae, pictures, bottom, NoiseSource.of(config.model().seed(), Purpose.SAMPLING)),
        Force.of(executor, vae, pictures.getFirst(), vae.middle(config.missing())),
        files.bits("test"));
  }
}
