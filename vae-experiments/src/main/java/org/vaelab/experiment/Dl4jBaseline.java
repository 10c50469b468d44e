package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.variational.BernoulliReconstructionDistribution;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.EpochMetrics;
import org.vaelab.train.HeldOut;

/// DL4J's own VariationalAutoencoder layer, trained on the same data with the same architecture and
/// recipe, as a baseline. Its weights are read into our model, so our estimators judge it; beside
/// stands what its `reconstructionLogProbability` claims, which is log of a mean of p(x given z)
/// over z ~ q with no weights: it lacks p(z)/q(z) and is no likelihood.
final class Dl4jBaseline {
  private static final int CLAIM_SAMPLES = 100;

  /// Of an epoch.
  private static final int METRICS = 6;

  private Dl4jBaseline() {}

  /// What DL4J's layer says of itself.
  ///
  /// @param reconstructionLogProbability mean over the test points of the evaluation, in nats
  record Claim(int points, double reconstructionLogProbability) {
    String markdown() {
      return "Its `reconstructionLogProbability` on the %d test points of the gap table: %.2f nats. That is no log-likelihood: it averages p(x given z) over z ~ q without the weights p(z)/q(z), and lies above even log p̂(x). The layer's true ELBO and log p̂ are in the tables above.\n"
          .formatted(points, reconstructionLogProbability);
    }
  }

  record Result(TrainedModel model, Claim claim) {}

  /// What is kept of a training: DL4J's own random numbers need not come again.
  ///
  /// @param epochs the values of each epoch's metrics: epoch, steps, gradient evaluations, seconds,
  ///     train and test ELBO
  private record Saved(Map<String, float[]> parameters, List<double[]> epochs, Claim claim) {
    static Saved of(Map<String, float[]> parameters, List<EpochMetrics> history, Claim claim) {
      return new Saved(
          parameters,
          history.stream()
              .map(
                  m ->
                      new double[] {
                        m.epoch(),
                        m.steps(),
                        m.gradientEvaluations(),
                        m.seconds(),
                        m.trainElbo(),
                        m.testElbo().orElseThrow()
                      })
              .toList(),
          claim);
    }

    /// Whether this has the form of what is kept of a model with these parameters.
    boolean fits(List<ParameterSpec> specs, int ofEpochs) {
      return parameters.size() == specs.size()
          && specs.stream()
              .allMatch(
                  spec ->
                      parameters.get(spec.name()) instanceof float[] values
                          && values.length == spec.size())
          && epochs.size() == ofEpochs
          && epochs.stream().allMatch(metrics -> metrics.length == METRICS);
    }

    List<EpochMetrics> history() {
      return epochs.stream()
          .map(
              m ->
                  new EpochMetrics(
                      (int) m[0],
                      (long) m[1],
                      (long) m[2],
                      m[3],
                      m[4],
                      OptionalDouble.of(m[5]),
                      OptionalDouble.empty()))
          .toList();
    }
  }

  /// Trains the baseline, or reads it where it was trained before.
  ///
  /// @param claimPoints indices of the test points on which to ask DL4J
  static Result train(
      SviVsAmortizedConfig config,
      RunFiles files,
      ExperimentData data,
      int[] claimPoints,
      GraphExecutor executor,
      HeldOut heldOut) {
    if (config.likelihood() != LikelihoodKind.BERNOULLI || config.hidden().isEmpty()) {
      throw new ExperimentException(
          "--with-dl4j needs the Bernoulli likelihood and at least one hidden layer.");
    }
    int dataSize = data.training().dimension();
    InferenceStrategy strategy = config.amortized(dataSize);
    LatentVariableModel model = config.model(dataSize);
    List<ParameterSpec> specs = strategy.parametersWith(model);
    Saved saved =
        files.remember(
            Method.DL4J.label() + ".json",
            Saved.class,
            "",
            stored -> stored.fits(specs, config.epochs()),
            () -> {
              MultiLayerNetwork network = new MultiLayerNetwork(configuration(config, data));
              network.init();
              List<EpochMetrics> history = fit(network, config, data, specs, executor, heldOut);
              return Saved.of(
                  translated(network, config), history, claim(network, data, claimPoints));
            });
    Parameters parameters = Parameters.of(specs, saved.parameters());
    return new Result(
        new TrainedModel(Method.DL4J, strategy, parameters, saved.history()), saved.claim());
  }

  private static MultiLayerConfiguration configuration(
      SviVsAmortizedConfig config, ExperimentData data) {
    int batches = (data.training().count() + config.batch() - 1) / config.batch();
    int steps = batches * config.epochs();
    Map<Integer, Double> rates = new HashMap<>();
    rates.put(0, config.learningRate());
    rates.put((int) (0.6 * steps), 0.3 * config.learningRate());
    rates.put((int) (0.85 * steps), 0.1 * config.learningRate());
    int[] decoder = config.hidden().stream().mapToInt(Integer::intValue).toArray();
    int[] encoder = config.hidden().reversed().stream().mapToInt(Integer::intValue).toArray();
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .seed(config.seed())
        .updater(new Adam(new MapSchedule(ScheduleType.ITERATION, rates)))
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .list()
        .layer(
            new VariationalAutoencoder.Builder()
                .nIn(data.training().dimension())
                .nOut(config.latent())
                .encoderLayerSizes(encoder)
                .decoderLayerSizes(decoder)
                .activation(activation(config))
                .pzxActivationFunction(Activation.IDENTITY)
                .reconstructionDistribution(
                    new BernoulliReconstructionDistribution(Activation.SIGMOID))
                .numSamples(config.trainSamples())
                .build())
        .build();
  }

  private static Activation activation(SviVsAmortizedConfig config) {
    return switch (config.activation()) {
      case TANH -> Activation.TANH;
      case ELU -> Activation.ELU;
      case RELU -> Activation.RELU;
      case SIGMOID -> Activation.SIGMOID;
      case SWISH -> Activation.SWISH;
    };
  }

  private static List<EpochMetrics> fit(
      MultiLayerNetwork network,
      SviVsAmortizedConfig config,
      ExperimentData data,
      List<ParameterSpec> specs,
      GraphExecutor executor,
      HeldOut heldOut) {
    int count = data.training().count();
    int batches = (count + config.batch() - 1) / config.batch();
    LatentVariableModel model = config.model(data.training().dimension());
    var shuffling = NoiseSource.of(config.seed(), Purpose.SHUFFLING);
    Progress progress = Progress.start("training, dl4j", (long) config.epochs() * batches);
    List<EpochMetrics> history = new ArrayList<>();
    double seconds = 0;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      int[] order = shuffling.permutation(count, epoch);
      double scores = 0;
      for (int b = 0; b < batches; b++) {
        Interrupts.check();
        int from = b * config.batch();
        int[] batch = Arrays.copyOfRange(order, from, Math.min(count, from + config.batch()));
        long start = System.nanoTime();
        try (INDArray x =
            HostArrays.create(
                DataType.FLOAT,
                data.training().batch(batch, epoch),
                batch.length,
                data.training().dimension())) {
          network.pretrainLayer(0, x);
        }
        seconds += (System.nanoTime() - start) * 1e-9;
        scores += network.score() * batch.length;
        progress.advance(1, Map.of("train ELBO (nats)", -network.score()));
      }
      try (Parameters parameters = Parameters.of(specs, translated(network, config));
          Session session = new Session(executor, model, parameters)) {
        history.add(
            new EpochMetrics(
                epoch + 1,
                (long) (epoch + 1) * batches,
                (long) (epoch + 1) * count,
                seconds,
                -scores / count,
                OptionalDouble.of(heldOut.elbo(session)),
                OptionalDouble.empty()));
      }
    }
    return history;
  }

  private static Claim claim(MultiLayerNetwork network, ExperimentData data, int[] points) {
    var layer =
        (org.deeplearning4j.nn.layers.variational.VariationalAutoencoder) network.getLayer(0);
    float[] rows = ExperimentData.rows(data.frozenTest(), points);
    try (INDArray x =
            HostArrays.create(DataType.FLOAT, rows, points.length, data.training().dimension());
        INDArray claimed = layer.reconstructionLogProbability(x, CLAIM_SAMPLES)) {
      return new Claim(points.length, claimed.meanNumber().doubleValue());
    }
  }

  /// DL4J's weights under our names. Its encoder gives log σ², ours log σ: half of it.
  private static Map<String, float[]> translated(
      MultiLayerNetwork network, SviVsAmortizedConfig config) {
    Map<String, INDArray> theirs = network.getLayer(0).paramTable();
    Map<String, float[]> ours = new LinkedHashMap<>();
    int layers = config.hidden().size();
    for (int l = 0; l < layers; l++) {
      ours.put("encoder.W" + l, HostArrays.floats(theirs.get("e" + l + "W")));
      ours.put("encoder.b" + l, HostArrays.floats(theirs.get("e" + l + "b")));
      ours.put("decoder.W" + l, HostArrays.floats(theirs.get("d" + l + "W")));
      ours.put("decoder.b" + l, HostArrays.floats(theirs.get("d" + l + "b")));
    }
    ours.put("decoder.W" + layers, HostArrays.floats(theirs.get("pXZW")));
    ours.put("decoder.b" + layers, HostArrays.floats(theirs.get("pXZb")));
    ours.put("encoder.W" + layers, sideBySide(theirs.get("pZXMeanW"), theirs.get("pZXLogStd2W")));
    ours.put("encoder.b" + layers, sideBySide(theirs.get("pZXMeanb"), theirs.get("pZXLogStd2b")));
    return ours;
  }

  private static float[] sideBySide(INDArray means, INDArray logVariances) {
    int columns = (int) means.size(-1); // weights are matrices, biases rows or vectors
    float[] left = HostArrays.floats(means);
    int rows = left.length / columns;
    float[] right = HostArrays.floats(logVariances);
    float[] both = new float[2 * left.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        both[r * 2 * columns + c] = left[r * columns + c];
        both[r * 2 * columns + columns + c] = 0.5f * right[r * columns + c];
      }
    }
    return both;
  }
}
