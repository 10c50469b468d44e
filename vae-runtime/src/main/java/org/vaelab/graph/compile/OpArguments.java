package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/// The arguments of a SameDiff op, whichever of ND4J's two families of ops it belongs to.
record OpArguments(SameDiffOp op) {

  private DifferentialFunction function() {
    return op.getOp();
  }

  String name() {
    return function().opName();
  }

  int inputs() {
    return op.getInputsToOp().size();
  }

  String input(int i) {
    return op.getInputsToOp().get(i);
  }

  long integer(int i) {
    long[] all = ((CustomOp) function()).iArgs();
    return i < all.length ? all[i] : 0;
  }

  /// The integer arguments from the given one on.
  long[] integers(int from) {
    long[] all = ((CustomOp) function()).iArgs();
    return Arrays.copyOfRange(all, from, all.length);
  }

  /// The axes of a permutation: reversed where it names none.
  int[] axes(int rank) {
    long[] named = integers(0);
    return IntStream.range(0, rank)
        .map(d -> named.length == 0 ? rank - 1 - d : (int) named[d])
        .toArray();
  }

  double real(int i) {
    return ((CustomOp) function()).tArgs()[i];
  }

  double scalar() {
    return ((ScalarOp) function()).scalar().getDouble(0);
  }

  boolean keepsDimensions() {
    return ((BaseReduceOp) function()).isKeepDims();
  }

  /// Which of `rank` dimensions a reduction, or its gradient, reduces: all where it names none.
  boolean[] reducedDimensions(int rank) {
    boolean[] reduced = new boolean[rank];
    long[] named;
    if (function() instanceof CustomOp custom) {
      named = custom.iArgs();
    } else {
      INDArray dimensions = ((BaseOp) function()).dimensions();
      named = dimensions == null ? new long[0] : dimensions.toLongVector();
    }
    // ND4J writes "all" as no dimension or as the largest int.
    if (named.length == 0 || named[0] == Integer.MAX_VALUE) {
      Arrays.fill(reduced, true);
    } else {
      for (long d : named) {
        reduced[Math.floorMod(d, rank)] = true;
      }
    }
    return reduced;
  }
}
