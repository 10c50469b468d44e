package org.vaelab.evidence.annealing;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.PriorFamily;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.PlanModels;

class AnnealedPathPlanTest {
  private static final int CHAINS = 3;

  static Stream<Arguments> cases() {
    List<PosteriorFamily> families = PlanModels.families();
    return Stream.concat(
        PlanModels.models().stream().map(model -> Arguments.of(model, families.getFirst())),
        Stream.concat(families.stream(), Stream.of(new PriorFamily(PlanModels.vae().prior())))
            .map(family -> Arguments.of(PlanModels.vae(), family)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void densitiesAgree(LatentVariableModel model, PosteriorFamily family) {
    PlanModels.agree(new AnnealedPath.Densities(family, CHAINS), model, CHAINS, 20, 7);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesOfQAgree(LatentVariableModel model, PosteriorFamily family) {
    PlanModels.agree(new AnnealedPath.Base(family, CHAINS), model, CHAINS, 20, 7);
  }
}
