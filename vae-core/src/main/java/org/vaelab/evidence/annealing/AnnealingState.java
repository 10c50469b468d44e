package org.vaelab.evidence.annealing;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.graph.TooLargeException;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzException;

/// Where an annealing run is, between two temperatures, and all that is needed to continue it. Its
/// random numbers are keyed, so there is no generator's state to keep. The states of one run share
/// their arrays.
///
/// @param points N
/// @param chains C
/// @param logWeights of the finished points, `[C, N]`
/// @param acceptance of the finished points, mean probability, `[N]`
/// @param pointsDone data points that have been annealed to the end
/// @param evaluations of the decoder, each with its gradient
/// @param current the batch that is being annealed, once it has begun
public record AnnealingState(
    int points,
    int chains,
    double[] logWeights,
    double[] acceptance,
    int pointsDone,
    long evaluations,
    Optional<Batch> current) {
  private static final List<String> STATE =
      List.of("origin", "counters", "logWeights", "acceptance");
  private static final List<String> NAMES =
      Stream.concat(
              STATE.stream(),
              Stream.of("batch.logStepSizes", "batch.z", "batch.logWeights", "batch.acceptance"))
          .toList();

  /// Of all numbers in a file: what is larger would become infinite as a float.
  private static final double LARGEST = Float.MAX_VALUE;

  /// The batch that is being annealed.
  ///
  /// @param z `[C*B, Z]`
  /// @param logWeights `[C, B]`
  /// @param acceptance sum over the transitions, `[B]`
  /// @param temperature steps of β done
  record Batch(
      StepSizes stepSizes, float[] z, double[] logWeights, double[] acceptance, int temperature) {
    Batch next() {
      return new Batch(stepSizes, z, logWeights, acceptance, temperature + 1);
    }
  }

  /// The state before the first step.
  static AnnealingState start(int points, int chains) {
    return new AnnealingState(
        points,
        chains,
        new double[TooLargeException.elements("the weights of the chains", points, chains)],
        new double[points],
        0,
        0,
        Optional.empty());
  }

  AnnealingState with(Batch batch, long moreEvaluations) {
    return new AnnealingState(
        points,
        chains,
        logWeights,
        acceptance,
        pointsDone,
        evaluations + moreEvaluations,
        Optional.of(batch));
  }

  /// After the current batch's last step.
  AnnealingState finished(int count, int transitions) {
    Batch batch = current.orElseThrow();
    for (int chain = 0; chain < chains; chain++) {
      System.arraycopy(
          batch.logWeights, chain * count, logWeights, chain * points + pointsDone, count);
    }
    for (int i = 0; i < count; i++) {
      acceptance[pointsDone + i] = batch.acceptance[i] / transitions;
    }
    return new AnnealingState(
        points, chains, logWeights, acceptance, pointsDone + count, evaluations, Optional.empty());
  }

  /// Whether every point has been annealed to the end.
  public boolean complete() {
    return pointsDone == points;
  }

  /// Writes the state to an `.npz` file.
  ///
  /// @param origin what the state was computed from; [#load] insists on the same
  /// @throws NpzException if that fails
  public void save(Path file, String origin) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    double[] counters = {
      points, chains, pointsDone, evaluations, current.map(Batch::temperature).orElse(-1)
    };
    float[] text = characters(origin);
    arrays.put("origin", NpyArray.of(text, text.length));
    arrays.put("counters", NpyArray.of(counters, counters.length));
    arrays.put("logWeights", NpyArray.of(logWeights, chains, points));
    arrays.put("acceptance", NpyArray.of(acceptance, points));
    current.ifPresent(
        batch -> {
          double[][] sizes = batch.stepSizes.logSizes();
          double[] flat = new double[sizes.length * sizes[0].length];
          for (int place = 0; place < sizes.length; place++) {
            System.arraycopy(sizes[place], 0, flat, place * sizes[0].length, sizes[0].length);
          }
          arrays.put("batch.logStepSizes", NpyArray.of(flat, sizes.length, sizes[0].length));
          arrays.put("batch.z", NpyArray.of(batch.z, batch.z.length));
          arrays.put("batch.logWeights", NpyArray.of(batch.logWeights, batch.logWeights.length));
          arrays.put("batch.acceptance", NpyArray.of(batch.acceptance, batch.acceptance.length));
        });
    Npz.write(file, arrays);
  }

  /// Reads what [#save] wrote, which must be a state that this very run can be in.
  ///
  /// @param origin what this run computes from
  /// @param points N
  /// @param latentSize Z
  /// @throws NpzException if the file is not there, holds something else, or belongs to another
  ///     origin
  public static AnnealingState load(
      Path file, String origin, AnnealedImportanceSampling annealing, int points, int latentSize) {
    Map<String, NpyArray> arrays = Npz.read(file, NAMES::contains);
    if (!arrays.keySet().containsAll(STATE)) {
      throw new NpzException(
          "%s holds no state of an annealing run; it has %s.".formatted(file, Npz.names(file)));
    }
    if (!Arrays.equals(arrays.get("origin").floats(), characters(origin))) {
      throw new NpzException(
          "%s belongs to a run with other settings, other data or another model; delete it to anneal anew."
              .formatted(file));
    }
    int chains = annealing.chains();
    double[] counters = values(arrays, "counters", file, 5);
    for (double counter : counters) {
      require(counter == Math.rint(counter) && Math.abs(counter) < 1L << 53, file, "counters");
    }
    require(counters[0] == points && counters[1] == chains, file, "counters");
    require(counters[2] >= 0 && counters[2] <= points && counters[3] >= 0, file, "counters");
    require(counters[4] >= -1 && counters[4] < annealing.temperatures(), file, "counters");
    int done = (int) counters[2];
    require(done == points || done % annealing.batch() == 0, file, "counters");
    boolean between = counters[4] < 0;
    require(arrays.keySet().containsAll(between ? STATE : NAMES), file, "batch");
    require(arrays.size() == (between ? STATE : NAMES).size(), file, "batch");
    return new AnnealingState(
        points,
        chains,
        values(arrays, "logWeights", file, chains, points),
        values(arrays, "acceptance", file, points),
        done,
        (long) counters[3],
        between
            ? Optional.empty()
            : Optional.of(
                batch(
                    arrays,
                    file,
                    annealing,
                    Math.min(annealing.batch(), points - done),
                    latentSize,
                    (int) counters[4])));
  }

  private static Batch batch(
      Map<String, NpyArray> arrays,
      Path file,
      AnnealedImportanceSampling annealing,
      int count,
      int latentSize,
      int temperature) {
    require(count > 0, file, "batch");
    int places = StepSizes.places(annealing.temperatures()) + 1;
    double[] sizes = values(arrays, "batch.logStepSizes", file, places, count);
    double[][] table = new double[places][];
    for (int place = 0; place < places; place++) {
      table[place] = Arrays.copyOfRange(sizes, place * count, (place + 1) * count);
    }
    long rows = (long) count * annealing.chains();
    values(arrays, "batch.z", file, rows * latentSize);
    return new Batch(
        new StepSizes(table),
        arrays.get("batch.z").floats(),
        values(arrays, "batch.logWeights", file, rows),
        values(arrays, "batch.acceptance", file, count),
        temperature);
  }

  /// A text as an array, for the file holds nothing else.
  private static float[] characters(String text) {
    float[] codes = new float[text.length()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = text.charAt(i);
    }
    return codes;
  }

  /// An array's values, which must be finite and of the given shape.
  private static double[] values(
      Map<String, NpyArray> arrays, String name, Path file, long... shape) {
    NpyArray array = arrays.get(name);
    double[] values = array.doubles();
    require(Arrays.equals(array.shape(), shape), file, name);
    require(Arrays.stream(values).allMatch(value -> Math.abs(value) <= LARGEST), file, name);
    return values;
  }

  private static void require(boolean right, Path file, String name) {
    if (!right) {
      throw new NpzException(
          "'%s' of %s does not fit the rest of the annealing state; delete the file to start anew."
              .formatted(name, file));
    }
  }
}
