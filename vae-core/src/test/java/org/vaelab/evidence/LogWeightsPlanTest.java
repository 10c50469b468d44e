package org.vaelab.evidence;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.PriorFamily;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.PlanModels;

class LogWeightsPlanTest {
  static Stream<Arguments> cases() {
    PosteriorFamily usual = PlanModels.families().getFirst();
    return Stream.concat(
        PlanModels.models().stream().map(model -> Arguments.of(model, usual)),
        Stream.concat(
                PlanModels.families().stream(),
                Stream.of(new PriorFamily(PlanModels.vae().prior())))
            .map(family -> Arguments.of(PlanModels.vae(), family)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agree(LatentVariableModel model, PosteriorFamily family) {
    for (int samples : new int[] {1, 3}) {
      for (boolean weights : new boolean[] {true, false}) {
        PlanModels.agree(new LogWeights(family, samples, weights), model, samples, 40, 7);
      }
    }
  }
}
