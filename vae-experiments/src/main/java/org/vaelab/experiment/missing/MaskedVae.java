package org.vaelab.experiment.missing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.Imputation;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.MaskedInput;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A trained VAE that leaves missing pixels out of its likelihood, with an encoder that sees the
/// mask.
///
/// @param name what tables call it
/// @param encoder of the session's parameters
/// @param steps of SVI
public record MaskedVae(
    String name, Amortized encoder, Parameters parameters, Session session, int steps, long seed)
    implements AutoCloseable {
  private static final int BATCH = 100;
  private static final LearningRate RATE = new LearningRate.Cosine(0.05, 0.1);

  static MaskedVae of(
      String name,
      GraphExecutor executor,
      Vae model,
      Amortized encoder,
      Parameters parameters,
      int steps,
      long seed) {
    return new MaskedVae(
        name, encoder, parameters, new Session(executor, model, parameters), steps, seed);
  }

  /// θ of one training and λ of another, copied; the other is freed.
  static Parameters joined(
      Vae model, Parameters theta, Amortized encoder, CheckpointedTraining.Outcome lambda) {
    Map<String, float[]> values = new HashMap<>(theta.values());
    values.putAll(lambda.parameters().values());
    lambda.close();
    return Parameters.of(encoder.parametersWith(model), values);
  }

  static Vae model(ModelSettings settings, int dataSize) {
    return new Vae(
        dataSize,
        settings.latent(),
        settings.hidden(),
        settings.activation(),
        new Likelihood.Observed(new Likelihood.Bernoulli()));
  }

  static Amortized encoder(ModelSettings settings, int dataSize) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    int latent = settings.latent();
    List<Integer> hidden = settings.hidden().reversed();
    return new Amortized(
        family,
        latent,
        MaskedInput.mlp(dataSize, hidden, family.rowSize(latent), settings.activation()));
  }

  /// q by the encoder.
  public LocalPosteriors encoded(Points points) {
    return new OwnInference(encoder, seed).quietly(session, points);
  }

  /// q by SVI, which starts at the encoder's.
  public LocalPosteriors refined(Points points) {
    LocalPosteriors q = encoded(points);
    LocalOptimiser.of(session, q.family(), LocalOptimisation.ofSteps(steps, 1, RATE))
        .optimise(
            q,
            BATCH,
            NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION),
            1,
            Progress.start("SVI, " + name, points.count()));
    return q;
  }

  /// log p̂ of the observed pixels.
  LikelihoodEstimates evidence(LocalPosteriors q, int samples) {
    return ImportanceSampling.of(samples)
        .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION));
  }

  /// The missing pixels' distribution by importance resampling.
  public Imputation.Estimates impute(LocalPosteriors q, int samples) {
    return new Imputation(samples)
        .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION).part(1));
  }

  /// What it knew of the missing pixels.
  static Imputed score(
      String method, Hiding hiding, Points points, Imputation.Estimates estimates) {
    MaskedObservations masked = (MaskedObservations) points.observations();
    int size = masked.dimension();
    float[] x = new float[size];
    float[] mask = new float[size];
    double[] errors = new double[points.count()];
    for (int i = 0; i < errors.length; i++) {
      masked.complete().copyRow(points.ids()[i], 0, x, 0);
      masked.copyMask(points.ids()[i], 0, mask, 0);
      float[] mean = estimates.mean()[i];
      double[] p = IntStream.range(0, size).mapToDouble(d -> mean[d]).toArray();
      errors[i] = Imputed.squaredError(x, mask, p);
    }
    return new Imputed(
        hiding, method, Arrays.copyOf(estimates.logLikelihood(), errors.length), errors);
  }

  @Override
  public void close() {
    session.close();
    parameters.close();
  }
}
