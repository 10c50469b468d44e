package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Dataset;
import org.vaelab.data.Datasets;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The data of a run: training images binarised as asked, and bits of both splits frozen once by
/// seed for evaluation.
///
/// @param training for training, fresh bits each epoch where the binarisation is stochastic
/// @param frozenTrain the training images' bits for evaluation
/// @param frozenTest the test images' bits
/// @param validation bits that early stopping goes by, if it is asked for: those of the set's own
///     validation images, or of a tenth of the training images, which are then not trained on
/// @param imagesSha256 hash of the grey images that are used, by split
/// @param labels one byte an image, by split; empty arrays where there are none
public record ExperimentData(
    Observations training,
    FrozenObservations frozenTrain,
    FrozenObservations frozenTest,
    Optional<FrozenObservations> validation,
    Map<String, String> imagesSha256,
    Map<String, byte[]> labels) {
  private static final int VALIDATION_PART = 10;

  // Keys of the splits' frozen bits, which must never change.
  private static final long TRAIN = 1;
  private static final long TEST = 2;
  private static final long VALIDATION = 3;

  /// @param withValidation whether bits for early stopping are asked for
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  public static ExperimentData open(
      DataSettings settings, boolean withValidation, Optional<Path> dataDirectory) {
    Dataset dataset = Datasets.open(settings.name(), dataDirectory);
    Binarisation binarisation = settings.binarisation();
    long seed = settings.seed();
    ImageSet train = dataset.train();
    if (settings.trainPoints() > 0 && settings.trainPoints() < train.count()) {
      train = train.head(settings.trainPoints());
    }
    Optional<ImageSet> validation = Optional.empty();
    if (withValidation) {
      validation = dataset.validation();
      if (validation.isEmpty()) {
        int held = Math.max(1, train.count() / VALIDATION_PART);
        int[] order = choice(seed, train.count(), train.count());
        validation = Optional.of(train.subset(Arrays.copyOf(order, held)));
        train = train.subset(Arrays.copyOfRange(order, held, order.length));
      }
    }
    ImageSet test = dataset.test();
    if (settings.testPoints() > 0 && settings.testPoints() < test.count()) {
      test = test.subset(choice(seed, test.count(), settings.testPoints()));
    }
    return new ExperimentData(
        Observations.of(train, binarisation, seed),
        frozen(train, TRAIN, settings),
        frozen(test, TEST, settings),
        validation.map(set -> frozen(set, VALIDATION, settings)),
        sha256(greys(train), greys(test), validation.map(ExperimentData::greys)),
        Map.of("training", train.labels(), "test", test.labels()));
  }

  private static FrozenObservations frozen(ImageSet images, long part, DataSettings settings) {
    return Observations.frozen(images, settings.binarisation(), bitsSeed(settings.seed(), part));
  }

  private static long bitsSeed(long seed, long part) {
    return NoiseSource.of(seed, Purpose.BINARISATION).part(part).seed();
  }

  /// The seed of the frozen bits of test images, for those who draw them elsewhere.
  ///
  /// @param seed of the run
  public static long testBitsSeed(long seed) {
    return bitsSeed(seed, TEST);
  }

  /// Hash of the frozen bits, by split.
  public Map<String, String> bitsSha256() {
    return sha256(frozenTrain, frozenTest, validation);
  }

  private static FrozenObservations greys(ImageSet images) {
    return Observations.frozen(images, Binarisation.NONE, 0);
  }

  private static Map<String, String> sha256(
      FrozenObservations train, FrozenObservations test, Optional<FrozenObservations> validation) {
    Map<String, String> hashes = new TreeMap<>();
    hashes.put("training", train.sha256());
    hashes.put("test", test.sha256());
    validation.ifPresent(set -> hashes.put("validation", set.sha256()));
    return hashes;
  }

  /// A seeded choice of points: a set may be sorted by class, so its first points are no sample.
  public static int[] choice(long seed, int from, int count) {
    int[] order = NoiseSource.of(seed, Purpose.SELECTION).permutation(from);
    return Arrays.copyOf(order, Math.min(from, count));
  }

  /// The points of [#choice].
  public static Points chosen(Observations from, long seed, int count) {
    return new Points(from, choice(seed, from.count(), count));
  }

  /// What is frozen of a split, `train` or `test`.
  public FrozenObservations frozen(String split) {
    return split.equals("train") ? frozenTrain : frozenTest;
  }

  /// 0, 1, ..., count - 1
  public static int[] all(int count) {
    return IntStream.range(0, count).toArray();
  }

  /// The given points, `[N, D]`, row-major.
  public static float[] rows(Observations data, int[] points) {
    return data.batch(points, 0);
  }
}
