package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class InferenceNoiseTest {
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(4, 2, List.of(3), Activation.TANH, new Likelihood.Bernoulli());
  private static final Points POINTS = Points.all(Observations.ofRows(new float[] {0, 1, 1, 0}, 4));

  /// What uses noise of one purpose and the purposes that it takes; all others do not compile.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session.infer(strategy, points, NoiseSource.of(1, Purpose.%s)) | LOCAL_OPTIMISATION",
        "new ImportanceSampling(9, 9, 9).estimate(session, q, NoiseSource.of(1, Purpose.%s)) | EVALUATION",
        "new MonteCarloElbo(9).estimate(session, q, NoiseSource.of(1, Purpose.%s)) | EVALUATION, SELECTION",
        "annealing.estimate(session, q, NoiseSource.of(1, Purpose.%s)) | EVALUATION"
      })
  void noiseOfAnotherPurposeDoesNotCompile(String call, String right) {
    List<String> allowed = List.of(right.split(", "));
    for (var field : Purpose.class.getFields()) {
      List<String> errors = errors(call.formatted(field.getName()));
      if (allowed.contains(field.getName())) {
        assertThat(errors).as(field.getName()).isEmpty();
      } else {
        assertThat(errors).as(field.getName()).singleElement().asString().contains("incompatible");
      }
    }
  }

  private static List<String> errors(String call) {
    String source =
        """
        import org.vaelab.data.Points;
        import org.vaelab.evidence.*;
        import org.vaelab.evidence.annealing.*;
        import org.vaelab.inference.*;
        import org.vaelab.random.*;
        class Caller {
          void call(Session session, InferenceStrategy strategy, Points points,
              LocalPosteriors q, AnnealedImportanceSampling annealing) {
            %s;
          }
        }
        """
            .formatted(call);
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Caller.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            new StringWriter(),
            null,
            diagnostics,
            List.of("-proc:none", "-d", System.getProperty("java.io.tmpdir"), "-cp", classPath()),
            null,
            List.of(file))
        .call();
    return diagnostics.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> d.getMessage(Locale.ROOT))
        .toList();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// Visit 1 of an optimisation of 2 steps and visit 2 of one of 1 step begin at the same φ: the
  /// first step of either moves it differently, as their noise differs.
  @Test
  void visitsOfOptimisationsOfDifferentLengthShareNoNoise() {
    var noise = NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);
    try (Parameters theta =
            Parameters.initial(
                MODEL.parameters(), NoiseSource.of(3, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), MODEL, theta);
        PhiTable start = PhiTable.zeros(FAMILY, 2, 1)) {
      LocalOptimiser two = LocalOptimiser.of(session, FAMILY, steps(2));
      LocalOptimiser one = LocalOptimiser.of(session, FAMILY, steps(1));
      double[] ofTwo = two.gradientNorms(POINTS, start, noise, 1, 1);
      double[] ofOne = one.gradientNorms(POINTS, start, noise, 2, 1);
      assertThat(ofTwo).isNotEqualTo(ofOne);
      assertThat(one.gradientNorms(POINTS, start, noise, 1, 1)).isEqualTo(ofTwo);
    }
  }

  private static LocalOptimisation steps(int count) {
    return LocalOptimisation.ofSteps(count, 1, LearningRate.standard(0.1));
  }
}
