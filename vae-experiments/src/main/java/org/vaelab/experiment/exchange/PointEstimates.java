package org.vaelab.experiment.exchange;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.statistics.Joined;

/// What an evaluation finds of N points. What was not asked for, or has no meaning for the model,
/// is an empty list or array.
///
/// @param ids of the points in their set
/// @param optima estimates with the q* of each family as proposal
/// @param elboOwn L\[q] by the model's own inference, `[N]`
/// @param annealed one or none
/// @param exact log p(x) by quadrature, `[N]`
/// @param phi rows of the model's own q of the first points of all, `[n, P]`
record PointEstimates(
    int[] ids,
    List<LikelihoodEstimates> optima,
    double[] elboOwn,
    List<AnnealedEstimates> annealed,
    double[] exact,
    float[] phi)
    implements Serializable {

  PointEstimates {
    optima = List.copyOf(optima);
    annealed = List.copyOf(annealed);
  }

  static PointEstimates join(List<PointEstimates> parts) {
    PointEstimates first = parts.getFirst();
    return new PointEstimates(
        parts.stream().flatMapToInt(part -> Arrays.stream(part.ids)).toArray(),
        IntStream.range(0, first.optima.size())
            .mapToObj(
                i ->
                    LikelihoodEstimates.join(
                        parts.stream().map(part -> part.optima.get(i)).toList()))
            .toList(),
        Joined.doubles(parts, PointEstimates::elboOwn),
        first.annealed.isEmpty()
            ? List.of()
            : List.of(
                AnnealedEstimates.join(
                    parts.stream().map(part -> part.annealed.getFirst()).toList())),
        Joined.doubles(parts, PointEstimates::exact),
        Joined.floats(parts, PointEstimates::phi));
  }
}
