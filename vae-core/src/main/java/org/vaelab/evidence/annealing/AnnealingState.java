package org.vaelab.evidence.annealing;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.TooLargeException;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzException;

/// Where an annealing run is, between two temperatures, and all that is needed to continue it. Its
/// random numbers are keyed, so there is no generator's state to keep.
public final class AnnealingState {
  private static final List<String> STATE =
      List.of("origin", "counters", "logWeights", "acceptance");
  private static final List<String> NAMES =
      Stream.concat(
              STATE.stream(),
              Stream.of("batch.logStepSizes", "batch.z", "batch.logWeights", "batch.acceptance"))
          .toList();

  /// Of all numbers in a file: what is larger would become infinite as a float.
  private static final double LARGEST = Float.MAX_VALUE;

  final int points;
  final int chains;
  final double[] logWeights; // [C, N] of the finished points
  final double[] acceptance; // [N] mean acceptance probability
  int pointsDone;
  long evaluations;
  Optional<Batch> current = Optional.empty();

  /// The batch that is being annealed.
  ///
  /// @param z `[C*B, Z]`
  /// @param logWeights `[C, B]`
  /// @param acceptance sum over the transitions, `[B]`
  static final class Batch {
    final StepSizes stepSizes;
    final float[] z;
    final double[] logWeights;
    final double[] acceptance;
    int temperature;

    Batch(StepSizes stepSizes, float[] z, double[] logWeights, double[] acceptance) {
      this.stepSizes = stepSizes;
      this.z = z;
      this.logWeights = logWeights;
      this.acceptance = acceptance;
    }
  }

  AnnealingState(int points, int chains) {
    this(
        points,
        chains,
        new double[TooLargeException.elements("the weights of the chains", points, chains)],
        new double[points]);
  }

  private AnnealingState(int points, int chains, double[] logWeights, double[] acceptance) {
    this.points = points;
    this.chains = chains;
    this.logWeights = logWeights;
    this.acceptance = acceptance;
  }

  /// Whether every point has been annealed to the end.
  public boolean complete() {
    return pointsDone == points;
  }

  /// Data points that have been annealed to the end.
  public int pointsDone() {
    return pointsDone;
  }

  /// Writes the state to an `.npz` file.
  ///
  /// @param origin what the state was computed from; [#load] insists on the same
  /// @throws NpzException if that fails
  public void save(Path file, String origin) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    double[] counters = {
      points, chains, pointsDone, evaluations, current.map(batch -> batch.temperature).orElse(-1)
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
  /// @throws NpzException if the file is not there, holds something else, or belongs to another
  ///     origin
  public static AnnealingState load(
      Path file, String origin, AnnealedImportanceSampling annealing, Problem problem) {
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
    int points = problem.count();
    int chains = annealing.chains();
    double[] counters = values(arrays, "counters", file, 5);
    for (double counter : counters) {
      require(counter == Math.rint(counter) && Math.abs(counter) < 1L << 53, file, "counters");
    }
    require(counters[0] == points && counters[1] == chains, file, "counters");
    require(counters[2] >= 0 && counters[2] <= points && counters[3] >= 0, file, "counters");
    require(counters[4] >= -1 && counters[4] < annealing.temperatures(), file, "counters");
    AnnealingState state =
        new AnnealingState(
            points,
            chains,
            values(arrays, "logWeights", file, chains, points),
            values(arrays, "acceptance", file, points));
    state.pointsDone = (int) counters[2];
    require(state.complete() || state.pointsDone % annealing.batch() == 0, file, "counters");
    state.evaluations = (long) counters[3];
    boolean between = counters[4] < 0;
    require(arrays.keySet().containsAll(between ? STATE : NAMES), file, "batch");
    require(arrays.size() == (between ? STATE : NAMES).size(), file, "batch");
    if (!between) {
      int batch = Math.min(annealing.batch(), points - state.pointsDone);
      require(batch > 0, file, "batch");
      int places = StepSizes.places(annealing.temperatures()) + 1;
      double[] sizes = values(arrays, "batch.logStepSizes", file, places, batch);
      double[][] table = new double[places][];
      for (int place = 0; place < places; place++) {
        table[place] = Arrays.copyOfRange(sizes, place * batch, (place + 1) * batch);
      }
      long rows = (long) batch * chains;
      values(arrays, "batch.z", file, rows * problem.model().latentSize());
      Batch current =
          new Batch(
              new StepSizes(table),
              arrays.get("batch.z").floats(),
              values(arrays, "batch.logWeights", file, rows),
              values(arrays, "batch.acceptance", file, batch));
      current.temperature = (int) counters[4];
      state.current = Optional.of(current);
    }
    return state;
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
