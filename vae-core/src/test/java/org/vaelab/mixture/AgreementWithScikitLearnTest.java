package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same iterations from the same start as scikit-learn's `GaussianMixture`, whose values
/// `reference.py` wrote down.
class AgreementWithScikitLearnTest {
  private static final double RELATIVE = 1e-6;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode REFERENCE = read();
  private static final double[][] POINTS = matrix(REFERENCE.get("points"));

  private static JsonNode read() {
    try (InputStream in =
        AgreementWithScikitLearnTest.class.getResourceAsStream("reference.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode reference(CovarianceType type) {
    String name =
        switch (type) {
          case FULL -> "full";
          case TIED -> "tied";
          case DIAGONAL -> "diag";
          case SPHERICAL -> "spherical";
        };
    return REFERENCE.get("types").get(name);
  }

  private static double[] vector(JsonNode node) {
    return JSON.convertValue(node, double[].class);
  }

  private static double[][] matrix(JsonNode node) {
    return JSON.convertValue(node, double[][].class);
  }

  /// In the shapes that scikit-learn has for each type.
  private static List<Covariance> covariances(CovarianceType type, JsonNode node, int size) {
    return switch (type) {
      case FULL ->
          Arrays.stream(JSON.convertValue(node, double[][][].class)).map(Covariance::full).toList();
      case TIED -> Collections.nCopies(3, Covariance.full(matrix(node)));
      case DIAGONAL -> Arrays.stream(matrix(node)).map(Covariance::diagonal).toList();
      case SPHERICAL ->
          Arrays.stream(vector(node)).mapToObj(v -> Covariance.spherical(v, size)).toList();
    };
  }

  private static MixtureFit fit(CovarianceType type) {
    JsonNode reference = reference(type);
    double[][] means = matrix(REFERENCE.get("means"));
    GaussianMixture start =
        new GaussianMixture(
            type,
            vector(REFERENCE.get("weights")),
            means,
            covariances(type, reference.get("start"), means[0].length));
    return ExpectationMaximisation.of(means.length, type)
        .withStart(new MixtureStart.Warm(start))
        .withTolerance(0)
        .withCovarianceFloor(0)
        .withMostIterations(reference.get("scores").size())
        .fit(POINTS);
  }

  /// The largest difference in a vector, in relation to the largest size of its values.
  private static double difference(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    return IntStream.range(0, actual.length)
            .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
            .max()
            .orElseThrow()
        / scale;
  }

  private static double[] flat(double[][] matrix) {
    return Stream.of(matrix).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] flat(List<Covariance> covariances) {
    return covariances.stream().flatMapToDouble(c -> Arrays.stream(flat(c.matrix()))).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void theSameIterations(CovarianceType type) {
    JsonNode reference = reference(type);
    MixtureFit fit = fit(type);
    GaussianMixture mixture = fit.mixture();
    double[] scores = vector(reference.get("scores"));
    assertThat(fit.iterations()).isEqualTo(scores.length);
    for (int i = 0; i < scores.length; i++) {
      assertThat(Math.abs(fit.history()[i + 1] / scores[i] - 1)).isLessThan(RELATIVE);
    }
    assertThat(scores[scores.length - 1] - scores[0]).as("a way to go").isGreaterThan(0.01);
    assertThat(difference(mixture.weights(), vector(reference.get("weights"))))
        .isLessThan(RELATIVE);
    assertThat(difference(flat(mixture.means()), flat(matrix(reference.get("means")))))
        .isLessThan(RELATIVE);
    List<Covariance> expected = covariances(type, reference.get("covariances"), mixture.size());
    assertThat(difference(flat(mixture.covariances()), flat(expected))).isLessThan(RELATIVE);
  }

  @ParameterizedTest
  @EnumSource
  void theSameOfEachPoint(CovarianceType type) {
    JsonNode reference = reference(type);
    GaussianMixture mixture = fit(type).mixture();
    assertThat(difference(mixture.logProb(POINTS), vector(reference.get("log_prob"))))
        .isLessThan(RELATIVE);
    double[][] responsibilities = matrix(reference.get("responsibilities"));
    double[][] own = mixture.responsibilities(Arrays.copyOf(POINTS, responsibilities.length));
    assertThat(difference(flat(own), flat(responsibilities))).isLessThan(RELATIVE);
    assertThat(mixture.aic(POINTS) / reference.get("aic").asDouble() - 1)
        .isBetween(-RELATIVE, RELATIVE);
    assertThat(mixture.bic(POINTS) / reference.get("bic").asDouble() - 1)
        .isBetween(-RELATIVE, RELATIVE);
  }
}
