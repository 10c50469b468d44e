package org.vaelab.experiment.comparison;

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
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.EpochMetrics;

/// DL4J's own VariationalAutoencoder layer, trained on the same data with the same architecture and
/// recipe, as a baseline. Its weights are read into our model, so our estimators judge it; beside
/// stands what its `reconstructionLogProbability` claims, which is log of a mean of p(x given z)
/// over z ~ q with no weights: it lacks p(z)/q(z) and is no likelihood.
///
/// @param epochs passes over the training set
record Dl4jBaseline(
    SviVsAmortizedConfig config,
    RunFiles files,
    ExperimentData data,
    GraphExecutor executor,
    Tuning tuning,
    int epochs) {
  static final String MODEL = "dl4j";
  private static final int CLAIM_SAMPLES = 100;

  /// Of an epoch.
  private static final int METRICS = 5;

  /// What DL4J's layer says of itself.
  ///
  /// @param reconstructionLogProbability mean over the test points of the evaluation, in nats
  record Claim(int points, double reconstructionLogProbability) {
    String markdown() {
      return "Its `reconstructionLogProbability` on the %d test points of the gap table: %.2f nats. That is no log-likelihood: it averages p(x given z) over z ~ q without the weights p(z)/q(z), and lies above even log p̂(x). The layer's true ELBO and log p̂ are in the tables above.\n"
          .formatted(points, reconstructionLogProbability);
    }
  }

  /// @param parameters θ and λ under our names; the caller closes them
  record Result(Parameters parameters, Training training, Claim claim) {}

  /// What is kept of a training: DL4J's own random numbers need not come again.
  ///
  /// @param epochs the values of each epoch's metrics: epoch, steps, gradient evaluations, seconds,
  ///     train ELBO
  private record Saved(Map<String, float[]> parameters, List<double[]> epochs, Claim claim) {
    static Saved of(Map<String, float[]> parameters, List<EpochMetrics> history, Claim claim) {
      return new Saved(
          parameters,
          history.stream()
              .map(
                  m ->
                      new double[] {
                        m.epoch(), m.steps(), m.gradientEvaluations(), m.seconds(), m.trainElbo()
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
          && epochs.stream().allMatch(metrics -> StoredNumbers.finite(METRICS, metrics));
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
                      OptionalDouble.empty(),
                      OptionalDouble.empty()))
          .toList();
    }
  }

  /// Trains the baseline, or reads it where it was trained before.
  ///
  /// @param claimPoints indices of the test points on which to ask DL4J
  Result train(int[] claimPoints) {
    int dataSize = data.training().dimension();
    InferenceStrategy strategy = config.model().encoder(dataSize);
    List<ParameterSpec> specs = strategy.parametersWith(config.model(dataSize));
    Saved saved =
        files.remember(
            MODEL + ".json",
            Saved.class,
            "",
            stored -> stored.fits(specs, epochs),
            () -> {
              MultiLayerNetwork network = new MultiLayerNetwork(configuration());
              network.init();
              List<EpochMetrics> history = fit(network);
              return Saved.of(translated(network), history, claim(network, claimPoints));
            });
    EpochMetrics last = saved.history().getLast();
    Training training =
        new Training(
            MODEL,
            config.model().seed(),
            tuning,
            last.epoch(),
            last.gradientEvaluations(),
            last.seconds(),
            saved.history(),
            List.of());
    return new Result(Parameters.of(specs, saved.parameters()), training, saved.claim());
  }

  private MultiLayerConfiguration configuration() {
    ModelSettings settings = config.model();
    int steps = Math.ceilDiv(data.training().count(), settings.batch()) * epochs;
    Map<Integer, Double> rates = new HashMap<>();
    rates.put(0, tuning.learningRate());
    rates.put((int) (0.6 * steps), 0.3 * tuning.learningRate());
    rates.put((int) (0.85 * steps), 0.1 * tuning.learningRate());
    int[] decoder = settings.hidden().stream().mapToInt(Integer::intValue).toArray();
    int[] encoder = settings.hidden().reversed().stream().mapToInt(Integer::intValue).toArray();
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .seed(settings.seed())
        .updater(new Adam(new MapSchedule(ScheduleType.ITERATION, rates)))
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .list()
        .layer(
            new VariationalAutoencoder.Builder()
                .nIn(data.training().dimension())
                .nOut(settings.latent())
                .encoderLayerSizes(encoder)
                .decoderLayerSizes(decoder)
                .activation(activation(settings))
                .pzxActivationFunction(Activation.IDENTITY)
                .reconstructionDistribution(
                    new BernoulliReconstructionDistribution(Activation.SIGMOID))
                .numSamples(config.trainSamples())
                .build())
        .build();
  }

  private static Activation activation(ModelSettings settings) {
    return switch (settings.activation()) {
      case TANH -> Activation.TANH;
      case ELU -> Activation.ELU;
      case RELU -> Activation.RELU;
      case SIGMOID -> Activation.SIGMOID;
      case SWISH -> Activation.SWISH;
    };
  }

  private List<EpochMetrics> fit(MultiLayerNetwork network) {
    int count = data.training().count();
    int size = config.model().batch();
    int batches = Math.ceilDiv(count, size);
    var shuffling = NoiseSource.of(config.model().seed(), Purpose.SHUFFLING);
    Progress progress = Progress.start("training, " + MODEL, (long) epochs * batches);
    List<EpochMetrics> history = new ArrayList<>();
    double seconds = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = shuffling.permutation(count, epoch);
      double scores = 0;
      for (int b = 0; b < batches; b++) {
        Interrupts.check();
        int[] batch = Arrays.copyOfRange(order, b * size, Math.min(count, (b + 1) * size));
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
      history.add(
          new EpochMetrics(
              epoch + 1,
              (long) (epoch + 1) * batches,
              (long) (epoch + 1) * count,
              seconds,
              -scores / count,
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
    return history;
  }

  private Claim claim(MultiLayerNetwork network, int[] points) {
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
  private Map<String, float[]> translated(MultiLayerNetwork network) {
    Map<String, INDArray> theirs = network.getLayer(0).paramTable();
    Map<String, float[]> ours = new LinkedHashMap<>();
    int layers = config.model().hidden().size();
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
