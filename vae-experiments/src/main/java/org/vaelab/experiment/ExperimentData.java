package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Dataset;
import org.vaelab.data.Datasets;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Stream;

/// The data of a run: training images binarised as asked, and bits of both splits frozen once by
/// seed for evaluation.
///
/// @param training for training, fresh bits each epoch where the binarisation is stochastic
/// @param frozenTrain the training images' bits for evaluation
/// @param frozenTest the test images' bits
/// @param validation bits that early stopping goes by, if it is asked for: those of the set's own
///     validation images, or of a tenth of the training images, which are then not trained on
record ExperimentData(
    Observations training,
    FrozenObservations frozenTrain,
    FrozenObservations frozenTest,
    Optional<FrozenObservations> validation) {
  private static final int VALIDATION_PART = 10;

  static ExperimentData open(SviVsAmortizedConfig config, Optional<Path> dataDirectory) {
    Dataset dataset = Datasets.open(config.data(), dataDirectory);
    ImageSet train = dataset.train();
    if (config.trainPoints() > 0 && config.trainPoints() < train.count()) {
      train = train.head(config.trainPoints());
    }
    Optional<ImageSet> validation = Optional.empty();
    if (config.patience() > 0) {
      validation = dataset.validation();
      if (validation.isEmpty()) {
        int held = Math.max(1, train.count() / VALIDATION_PART);
        int[] order = choice(config.seed(), train.count(), train.count());
        validation = Optional.of(train.subset(Arrays.copyOf(order, held)));
        train = train.subset(Arrays.copyOfRange(order, held, order.length));
      }
    }
    ImageSet test = dataset.test();
    if (config.testPoints() > 0 && config.testPoints() < test.count()) {
      test = test.subset(choice(config.seed(), test.count(), config.testPoints()));
    }
    return new ExperimentData(
        Observations.of(train, config.binarisation(), config.seed()),
        Observations.frozen(train, config.binarisation(), config.seed() + 1),
        Observations.frozen(test, config.binarisation(), config.seed() + 2),
        validation.map(set -> Observations.frozen(set, config.binarisation(), config.seed() + 3)));
  }

  /// A seeded choice of points: a set may be sorted by class, so its first points are no sample.
  static int[] choice(long seed, int from, int count) {
    int[] order = new NoiseSource(seed, Stream.SELECTION).permutation(from);
    return Arrays.copyOf(order, Math.min(from, count));
  }

  static int[] all(int count) {
    return IntStream.range(0, count).toArray();
  }

  static float[] rows(Observations data, int[] points) {
    return data.batch(points, 0);
  }
}
