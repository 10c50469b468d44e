package org.vaelab.evidence.annealing;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.graph.TooLargeException;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzException;

/// Where an annealing run is, between two temperatures, and all that is needed to continue it. Its
/// random numbers are keyed, so there is no generator's state to keep.
public final class AnnealingState {
  private static final List<String> BATCH =
      List.of("batch.logStepSizes", "batch.z", "batch.logWeights", "batch.acceptance");

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

  /// Reads what [#save] wrote.
  ///
  /// @param origin what this run computes from
  /// @throws NpzException if the file is not there, holds something else, or belongs to another
  ///     origin
  public static AnnealingState load(Path file, String origin) {
    Map<String, NpyArray> arrays = Npz.read(file);
    if (!arrays.keySet().containsAll(List.of("counters", "logWeights", "acceptance"))) {
      throw new NpzException(
          "%s holds no state of an annealing run; it has %s.".formatted(file, arrays.keySet()));
    }
    if (!arrays.containsKey("origin")
        || !Arrays.equals(arrays.get("origin").floats(), characters(origin))) {
      throw new NpzException(
          "%s belongs to a run with other settings, other data or another model; delete it to anneal anew."
              .formatted(file));
    }
    double[] counters = arrays.get("counters").doubles();
    require(counters.length == 5, file, "counters");
    for (double counter : counters) {
      require(counter == Math.rint(counter) && Math.abs(counter) < 1L << 53, file, "counters");
    }
    int points = (int) counters[0];
    int chains = (int) counters[1];
    require(points > 0 && chains > 0, file, "counters");
    require(points == counters[0] && chains == counters[1], file, "counters");
    require(counters[2] >= 0 && counters[2] <= points && counters[3] >= 0, file, "counters");
    AnnealingState state =
        new AnnealingState(
            points,
            chains,
            doubles(arrays, "logWeights", (long) points * chains, file),
            doubles(arrays, "acceptance", points, file));
    state.pointsDone = (int) counters[2];
    state.evaluations = (long) counters[3];
    if (counters[4] >= 0) {
      require(arrays.keySet().containsAll(BATCH), file, "batch");
      long[] sizes = arrays.get("batch.logStepSizes").shape();
      require(sizes.length == 2 && sizes[0] > 0 && sizes[1] > 0, file, "batch.logStepSizes");
      int batchPoints = arrays.get("batch.acceptance").doubles().length;
      require(batchPoints > 0 && state.pointsDone + batchPoints <= points, file, "batch");
      long rows = (long) batchPoints * chains;
      float[] z = arrays.get("batch.z").floats();
      require(z.length > 0 && z.length % rows == 0, file, "batch.z");
      double[][] table = new double[(int) sizes[0]][(int) sizes[1]];
      double[] flat = arrays.get("batch.logStepSizes").doubles();
      for (int place = 0; place < table.length; place++) {
        System.arraycopy(flat, place * table[0].length, table[place], 0, table[0].length);
      }
      Batch batch =
          new Batch(
              new StepSizes(table),
              z,
              doubles(arrays, "batch.logWeights", rows, file),
              doubles(arrays, "batch.acceptance", batchPoints, file));
      batch.temperature = (int) counters[4];
      require(batch.temperature == counters[4], file, "counters");
      state.current = Optional.of(batch);
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

  private static double[] doubles(
      Map<String, NpyArray> arrays, String name, long length, Path file) {
    double[] values = arrays.get(name).doubles();
    require(values.length == length, file, name);
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
