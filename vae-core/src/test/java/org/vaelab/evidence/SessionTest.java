package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.DataException;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.OpenArrays;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.WatchedExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.AutoregressiveBernoulli;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.parallel.Workers;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class SessionTest {
  private static final int DATA = 6;
  private static final int LATENT = 2;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(DATA, LATENT, List.of(5), Activation.TANH, new Likelihood.Bernoulli());
  private static final Amortized AMORTIZED =
      new Amortized(FAMILY, DATA, LATENT, List.of(5), Activation.TANH);
  private static final LocalOptimisation STEPS =
      LocalOptimisation.ofSteps(4, 2, new LearningRate.Constant(0.1));
  private static final Svi SVI = new Svi(FAMILY, new InnerLoop(STEPS, InnerLoop.Start.ZERO), STEPS);
  private static final SemiAmortized SEMI = new SemiAmortized(AMORTIZED, STEPS, STEPS);
  private static final Points POINTS = Points.all(Observations.ofRows(bits(230), DATA));

  private static final NoiseSource<Purpose.Evaluation> EVALUATION =
      NoiseSource.of(2, Purpose.EVALUATION);
  private static final NoiseSource<Purpose.LocalOptimisation> LOCAL =
      NoiseSource.of(2, Purpose.LOCAL_OPTIMISATION);

  private static float[] bits(int points) {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[points * DATA];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    return x;
  }

  private static Parameters parameters(long seed) {
    return Parameters.initial(
        AMORTIZED.parametersWith(MODEL),
        NoiseSource.of(seed, Purpose.INITIALISATION),
        DataType.FLOAT);
  }

  /// An evaluation, as the numbers that it gives.
  @FunctionalInterface
  interface Evaluation {
    double[] of(Session session, Points points, int batch);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static double[] inferred(
      Session session, InferenceStrategy strategy, Points points, int batch) {
    double[] all = {};
    for (int from = 0; from < points.count(); from += batch) {
      Points part = points.slice(from, Math.min(points.count(), from + batch));
      try (LocalPosteriors q = session.infer(strategy, part, LOCAL)) {
        double[] more = doubles(q.phi().rows());
        int before = all.length;
        all = Arrays.copyOf(all, before + more.length);
        System.arraycopy(more, 0, all, before, more.length);
      }
    }
    return all;
  }

  /// By name, each with the graphs that it needs: one for each shape of a chunk of samples, and one
  /// more for each thing that is asked.
  static Stream<Arguments> evaluations() {
    return Stream.of(
        evaluation("amortized", 1, (s, points, batch) -> inferred(s, AMORTIZED, points, batch)),
        evaluation("SVI", 1, (s, points, batch) -> inferred(s, SVI, points, batch)),
        evaluation("semi-amortized", 2, (s, points, batch) -> inferred(s, SEMI, points, batch)),
        evaluation(
            "importance sampling",
            2,
            (session, points, batch) -> {
              try (LocalPosteriors prior = session.prior(points)) {
                return new ImportanceSampling(11, 4, batch)
                    .estimate(session, prior, EVALUATION)
                    .logLikelihood();
              }
            }),
        evaluation(
            "ELBO",
            2,
            (session, points, batch) -> {
              try (LocalPosteriors prior = session.prior(points)) {
                return new MonteCarloElbo(107).estimate(session, prior, EVALUATION).value();
              }
            }),
        evaluation(
            "annealing",
            2,
            (session, points, batch) -> {
              try (LocalPosteriors prior = session.prior(points)) {
                return new AnnealedImportanceSampling(3, 2, 2, Schedule.LINEAR, batch)
                    .estimate(session, prior, EVALUATION)
                    .logLikelihood();
              }
            }),
        evaluation(
            "q*",
            2,
            (session, points, batch) -> {
              try (LocalPosteriors prior = session.prior(points);
                  FamilyOptimum optimum =
                      new FamilyOptimiser(STEPS, 1, 3, batch).optimise(session, prior, FAMILY, 5)) {
                return doubles(optimum.best().phi().rows());
              }
            }));
  }

  private static Arguments evaluation(String name, int graphs, Evaluation evaluation) {
    return Arguments.of(name, graphs, evaluation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evaluations")
  void aGraphIsCompiledOnceForAllBatchesAndCalls(String name, int graphs, Evaluation evaluation) {
    WatchedExecutor executor = new WatchedExecutor();
    // Each thread has graphs of its own.
    assertThat(Workers.shared().acquire()).isTrue();
    try (Parameters parameters = parameters(1);
        Session session = new Session(executor, MODEL, parameters)) {
      evaluation.of(session, POINTS, 50);
      assertThat(executor.compiled()).as("graphs with outputs").hasSize(graphs);
      int runs = executor.runs().size();
      assertThat(runs).isGreaterThan(graphs);
      evaluation.of(session, POINTS.slice(10, 90), 30);
      assertThat(executor.compiled()).hasSize(graphs);
      assertThat(executor.runs()).hasSizeGreaterThan(runs);
    } finally {
      Workers.shared().release();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evaluations")
  void resultsDoNotDependOnTheBatch(String name, int graphs, Evaluation evaluation) {
    try (Parameters parameters = parameters(1);
        Session session = new Session(GraphExecutor.standard(), MODEL, parameters)) {
      double[] expected = evaluation.of(session, POINTS, POINTS.count());
      for (int batch : new int[] {1, 7, 100}) {
        assertThat(evaluation.of(session, POINTS, batch))
            .as("in batches of %d", batch)
            .containsExactly(expected, Offset.offset(2e-4));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evaluations")
  void parametersThatMovedAreSeen(String name, int graphs, Evaluation evaluation) {
    Points few = POINTS.slice(0, 20);
    try (Parameters parameters = parameters(1);
        Parameters others = parameters(2);
        Session session = new Session(GraphExecutor.standard(), MODEL, parameters);
        Session ofOthers = new Session(GraphExecutor.standard(), MODEL, others)) {
      double[] before = evaluation.of(session, few, 20);
      double[] expected = evaluation.of(ofOthers, few, 20);
      assertThat(before).isNotEqualTo(expected);
      parameters.assign(others.values());
      assertThat(evaluation.of(session, few, 20)).containsExactly(expected);
    }
  }

  /// Counted after each, before the collector finds what was left open.
  @ParameterizedTest(name = "{0}")
  @MethodSource("evaluations")
  void evaluationsLeaveNoArraysOpen(String name, int graphs, Evaluation evaluation) {
    Points some = POINTS.slice(0, 130);
    long outside = OpenArrays.bytesInReach();
    try (Parameters parameters = parameters(1);
        Session session = new Session(GraphExecutor.standard(), MODEL, parameters)) {
      // Else chance decides which thread compiles a graph for which of the last, smaller pieces.
      assertThat(Workers.shared().acquire()).isTrue();
      try {
        evaluation.of(session, some, 60);
        long before = OpenArrays.bytes();
        assertThat(before).isGreaterThan(outside);
        for (int i = 0; i < 200; i++) {
          evaluation.of(session, some, 60);
          assertThat(OpenArrays.bytes())
              .as("bytes after %d evaluations more", i + 1)
              .isLessThanOrEqualTo(before);
        }
      } finally {
        Workers.shared().release();
      }
      evaluation.of(session, some, 60);
    }
    assertThat(OpenArrays.bytes()).as("bytes without the session").isLessThanOrEqualTo(outside);
  }

  private static void inSession(LatentVariableModel model, Consumer<Session> use) {
    try (Parameters theta =
            Parameters.initial(
                model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), model, theta)) {
      use.accept(session);
    }
  }

  private static void refused(Session session, Points points, String reason) {
    assertThatThrownBy(() -> session.feed(points))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason)
        .hasMessageMatching("[^.]*([.]Observed)?[^.]*[.]");
  }

  @Test
  void aMaskIsFedWhereItIsTakenAndNowhereElse() {
    Observations complete = Observations.ofRows(bits(3), DATA);
    Points plain = Points.all(complete);
    Points masked = Points.all(MaskedObservations.of(complete, new float[] {1, 0, 1, 1, 0, 0}));
    inSession(
        new LinearGaussian(DATA, LATENT, true),
        session -> {
          refused(session, plain, "no mask");
          session.feed(masked);
        });
    inSession(
        new LinearGaussian(DATA, LATENT),
        session -> {
          refused(session, masked, "missing values");
          session.feed(plain);
        });
  }

  @Test
  void aModelWithoutLatentVariablesHasNothingToInfer() {
    AutoregressiveBernoulli model = new AutoregressiveBernoulli(DATA);
    try (Parameters theta =
            Parameters.initial(
                model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), model, theta)) {
      assertThatThrownBy(() -> session.prior(POINTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no latent variables");
    }
  }
}
