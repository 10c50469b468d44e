package org.vaelab.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.vaelab.data.Observations;
import org.vaelab.inference.PhiRows;
import org.vaelab.inference.PhiTable;
import org.vaelab.train.Minibatch;
import org.vaelab.train.Minibatches;
import org.vaelab.train.RemoteGradients;

/// A part of the training set in the memory of an executor, with φ of its points and their moments
/// beside it. Each row of φ has a version, the step that left it: rows that are not those which the
/// driver asks for, as after the loss of an executor, are taken from the driver's copy.
final class TrainingShard implements Serializable {
  /// The version of rows that no step of this training has left.
  static final long NONE = -1;

  private final int index;
  private final int first;
  private final int count;
  private final Observations data;
  // Not sent: whoever gets the shard anew has no rows.
  private transient Rows rows;
  private transient int[] order;
  private transient int orderOf;

  /// @param width P
  private record Rows(
      int width,
      float[] phi,
      float[] firstMoments,
      float[] secondMoments,
      int[] steps,
      long[] versions) {}

  /// @param data of which the shard's points are sent
  TrainingShard(int index, Minibatches minibatches, Observations data) {
    this.index = index;
    first = minibatches.first(index);
    count = minibatches.first(index + 1) - first;
    this.data = data.slice(first, first + count);
  }

  /// The same points in an object of its own, without φ.
  private TrainingShard(TrainingShard other) {
    index = other.index;
    first = other.first;
    count = other.count;
    data = other.data;
  }

  TrainingShard fresh() {
    return new TrainingShard(this);
  }

  int index() {
    return index;
  }

  /// The points of a minibatch that are here.
  int[] ids(Minibatches minibatches, Minibatch at) {
    if (order == null || orderOf != at.epoch()) {
      order = minibatches.order(index, at.epoch());
      orderOf = at.epoch();
    }
    return minibatches.part(order, at.batch());
  }

  /// Computes the points of a minibatch that are here.
  ///
  /// @param versions of their φ, where it is kept; else null
  /// @param kept their φ as the driver has it, asked for if it is not here
  synchronized RemoteGradients.Part compute(
      RemoteGradients gradients, Minibatch at, int[] ids, long[] versions, Supplier<PhiRows> kept) {
    if (versions == null) {
      return gradients.compute(at, ids, data, List.of());
    }
    PhiRows phi = isHere(ids, versions) ? gather(ids) : kept.get();
    RemoteGradients.Part part = gradients.compute(at, ids, data, List.of(phi));
    scatter(ids, part.phi().getFirst(), at.step());
    return part;
  }

  private boolean isHere(int[] ids, long[] versions) {
    if (rows == null) {
      return false;
    }
    for (int i = 0; i < ids.length; i++) {
      if (versions[i] == NONE || rows.versions[ids[i] - first] != versions[i]) {
        return false;
      }
    }
    return true;
  }

  private PhiRows gather(int[] ids) {
    int width = rows.width;
    boolean moments = rows.steps.length > 0;
    float[] phi = new float[ids.length * width];
    float[] firstMoments = new float[moments ? phi.length : 0];
    float[] secondMoments = new float[firstMoments.length];
    int[] steps = new int[moments ? ids.length : 0];
    for (int i = 0; i < ids.length; i++) {
      int row = ids[i] - first;
      System.arraycopy(rows.phi, row * width, phi, i * width, width);
      if (moments) {
        System.arraycopy(rows.firstMoments, row * width, firstMoments, i * width, width);
        System.arraycopy(rows.secondMoments, row * width, secondMoments, i * width, width);
        steps[i] = rows.steps[row];
      }
    }
    return new PhiRows(
        phi, moments ? List.of(new PhiTable.Kept(firstMoments, secondMoments, steps)) : List.of());
  }

  private void scatter(int[] ids, PhiRows moved, long version) {
    int width = moved.phi().length / ids.length;
    if (rows == null) {
      int ofMoments = moved.moments().isEmpty() ? 0 : count;
      rows =
          new Rows(
              width,
              new float[Math.multiplyExact(count, width)],
              new float[ofMoments * width],
              new float[ofMoments * width],
              new int[ofMoments],
              new long[count]);
      Arrays.fill(rows.versions, NONE);
    }
    for (int i = 0; i < ids.length; i++) {
      int row = ids[i] - first;
      System.arraycopy(moved.phi(), i * width, rows.phi, row * width, width);
      for (PhiTable.Kept moments : moved.moments()) {
        System.arraycopy(moments.first(), i * width, rows.firstMoments, row * width, width);
        System.arraycopy(moments.second(), i * width, rows.secondMoments, row * width, width);
        rows.steps[row] = moments.steps()[i];
      }
      rows.versions[row] = version;
    }
  }
}
