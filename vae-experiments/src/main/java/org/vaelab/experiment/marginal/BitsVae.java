package org.vaelab.experiment.marginal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// A trained VAE whose z is a row of independent bits, with an encoder to independent bits: p(x) is
/// a sum of 2^Z terms p(x, z) that can be written down. The same θ serves images of which a part is
/// missing: given z the pixels are independent, so the missing ones are left out of p(x given z).
public final class BitsVae implements AutoCloseable {
  /// The most bits of z here: every picture of every configuration is held in memory.
  public static final int MOST_BITS = 14;

  private static final float UNKNOWN = 0.5f;

  private final Vae model;
  private final Amortized encoder;
  private final Parameters parameters;
  private final Points points;
  private final Session session;
  private final Enumeration whole;
  private final Enumeration observed;

  /// @param parameters θ and λ, which are then this model's
  /// @param points whose sums are asked for
  BitsVae(
      GraphExecutor executor, Vae model, Amortized encoder, Parameters parameters, Points points) {
    this.model = model;
    this.encoder = encoder;
    this.parameters = parameters;
    this.points = points;
    Vae part =
        new Vae(
            model.dataSize(),
            model.prior(),
            model.decoder(),
            new Likelihood.Observed(new Likelihood.Bernoulli()));
    session = new Session(executor, model, parameters);
    whole = new Enumeration(executor, model, parameters);
    observed = new Enumeration(executor, part, parameters);
  }

  static Vae model(int dataSize, int bits, List<Integer> hidden, Activation activation) {
    return new Vae(
        dataSize,
        new BernoulliPrior(bits),
        new Mlp("decoder", bits, hidden, dataSize, activation),
        new Likelihood.Bernoulli());
  }

  static Amortized encoder(int dataSize, int bits, List<Integer> hidden, Activation activation) {
    return new Amortized(new BernoulliFamily(), dataSize, bits, hidden.reversed(), activation);
  }

  /// Trains one by VIMCO with five samples of z and a hidden layer of 100 units, for notebooks.
  ///
  /// @param data name of a data set
  /// @param bits Z
  /// @param epochs passes over the training images
  public static BitsVae train(String data, int bits, int epochs) {
    long seed = 1;
    ExperimentData images =
        ExperimentData.open(
            new DataSettings(data, Binarisation.STOCHASTIC, 0, 0, seed), false, Optional.empty());
    int size = images.training().dimension();
    Vae model = model(size, bits, List.of(100), Activation.TANH);
    Amortized encoder = encoder(size, bits, List.of(100), Activation.TANH);
    GraphExecutor executor = GraphExecutor.standard();
    try (Trainer trainer =
            new Trainer(
                executor,
                model,
                encoder,
                new Vimco(),
                TrainingConfig.of(epochs, 100, 5, 0.002, seed),
                "training, %d bits".formatted(bits));
        TrainingState end = trainer.train(images.training())) {
      return new BitsVae(
          executor,
          model,
          encoder,
          Parameters.of(trainer.parameters(), end.parameters().values()),
          ExperimentData.chosen(images.frozenTest(), seed, images.frozenTest().count()));
    }
  }

  /// A test image, `[D]`.
  public float[] image(int index) {
    return points.row(index);
  }

  /// 1 for the pixels of the bottom half of an image, 0 for those of the top half.
  public float[] bottomHalf() {
    float[] mask = new float[model.dataSize()];
    int width = points.observations().width();
    for (int d = 0; d < mask.length; d++) {
      mask[d] = d / width >= points.observations().height() / 2 ? 1 : 0;
    }
    return mask;
  }

  /// Pixels in the middle of the lowest row of the top half.
  int[] middle(int count) {
    int width = points.observations().width();
    int half = points.observations().height() / 2 * width;
    int start = Math.max(0, half - width + (width - count) / 2);
    return IntStream.range(start, Math.min(half, start + count)).toArray();
  }

  /// log p(x) and p(z given x) by the sum over every z.
  ///
  /// @param x `[D]`
  public DiscretePosterior posterior(float[] x) {
    return whole.posterior(x);
  }

  /// The same of the observed pixels alone: log p(x_observed) and p(z given x_observed).
  ///
  /// @param mask 1 for observed, 0 for missing, `[D]`
  public DiscretePosterior posterior(float[] x, float[] mask) {
    return observed.posterior(hidden(x, mask, 0), mask);
  }

  /// The image with one value for all that is missing.
  static float[] hidden(float[] x, float[] mask, float value) {
    float[] shown = x.clone();
    for (int d = 0; d < shown.length; d++) {
      shown[d] = mask[d] == 0 ? value : x[d];
    }
    return shown;
  }

  /// The encoder's q(z given x) as a proposal.
  public DiscreteProposal encoder(float[] x) {
    Points one = Points.all(Observations.ofRows(x, x.length));
    try (LocalPosteriors q = new OwnInference(encoder, 0).quietly(session, one)) {
      return DiscreteProposal.bits(q.phi().row(0));
    }
  }

  /// p(z) as a proposal: naive Monte Carlo.
  public DiscreteProposal prior() {
    return DiscreteProposal.bits(parameters.values().get("prior.logits"));
  }

  /// log p̂(x) by uniform sampling, from the prior and from the encoder's q, against K.
  ///
  /// @param samples most samples of an estimate
  /// @param repetitions of each estimate, with samples of its own
  public EstimatorCurves estimate(float[] x, int samples, int repetitions) {
    DiscretePosterior posterior = posterior(x);
    Map<String, DiscreteProposal> proposals = new LinkedHashMap<>();
    proposals.put(MarginalLikelihood.UNIFORM, DiscreteProposal.uniform(posterior.size()));
    proposals.put(MarginalLikelihood.PRIOR, prior());
    proposals.put(MarginalLikelihood.ENCODER, encoder(x));
    List<Repetitions> all = new ArrayList<>();
    proposals.forEach(
        (name, proposal) ->
            all.add(
                Repetitions.of(
                    MarginalLikelihood.WHOLE,
                    name,
                    List.of(posterior),
                    List.of(proposal),
                    samples,
                    repetitions,
                    NoiseSource.of(1, Purpose.EVALUATION).part(all.size()))));
    return new EstimatorCurves(posterior.logEvidence(), all);
  }

  /// The first images without their top half, and what p(z given x_bottom) makes of it.
  public ImageGrid completions(int count) {
    float[] mask = bottomHalf();
    List<float[]> images = IntStream.range(0, count).mapToObj(this::image).toList();
    List<DiscretePosterior> bottoms = images.stream().map(x -> posterior(x, mask)).toList();
    return Completions.of(this, images, bottoms, NoiseSource.of(1, Purpose.SAMPLING));
  }

  /// E[x given z] of every configuration, `[2^Z, D]`.
  float[] means() {
    int bits = model.latentSize();
    int count = whole.count();
    double[] row = new double[bits];
    float[] z = new float[count * bits];
    for (int c = 0; c < count; c++) {
      model.prior().support().orElseThrow().write(c, row, 0);
      for (int l = 0; l < bits; l++) {
        z[c * bits + l] = (float) row[l];
      }
    }
    return session.decode(z);
  }

  /// What is seen of an image, grey where it is missing.
  float[] shown(float[] x, float[] mask) {
    return hidden(x, mask, UNKNOWN);
  }

  Points points() {
    return points;
  }

  @Override
  public void close() {
    whole.close();
    observed.close();
    session.close();
    parameters.close();
  }
}
