package org.vaelab.mixture;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes the mixture that a start stands for.
///
/// @param points `[N][D]`
record FirstMixture(ExpectationMaximisation config, double[][] points) {

  /// @param random that random starts draw from
  /// @throws IllegalArgumentException if the start does not fit the points
  GaussianMixture of(RandomGenerator random) {
    PointSet.requireEnough(points, config.components(), "components");
    return switch (config.start()) {
      case MixtureStart.KMeansPlusPlus() ->
          ofClusters(new KMeans(config.components()).fitOnce(points, random).labels());
      case MixtureStart.RandomPoints() -> around(differentPoints(random));
      case MixtureStart.Means(double[][] means) -> around(checked(means));
      case MixtureStart.Responsibilities(double[][] responsibilities) -> {
        Distributions.require(responsibilities, points.length, config.components());
        yield maximised(GaussianMixture.transposed(responsibilities));
      }
      case MixtureStart.Warm(GaussianMixture mixture) ->
          checked(mixture).atLeast(config.covarianceFloor());
    };
  }

  private GaussianMixture ofClusters(int[] labels) {
    double[][] responsibilities = new double[config.components()][points.length];
    for (int n = 0; n < labels.length; n++) {
      responsibilities[labels[n]][n] = 1;
    }
    return maximised(responsibilities);
  }

  private GaussianMixture maximised(double[][] responsibilities) {
    return Maximisation.of(
        config.covariance(), points, responsibilities, config.covarianceFloor(), Optional.empty());
  }

  private GaussianMixture around(double[][] means) {
    double[][] equal = new double[means.length][points.length];
    for (double[] row : equal) {
      Arrays.fill(row, 1.0 / means.length);
    }
    GaussianMixture all = maximised(equal);
    return new GaussianMixture(all.type(), all.weights(), means, all.covariances());
  }

  /// Equal means would stay equal for ever.
  private double[][] differentPoints(RandomGenerator random) {
    double[][] rest = points.clone();
    double[][] drawn = new double[config.components()][];
    int count = 0;
    for (int n = 0; n < rest.length && count < drawn.length; n++) {
      int chosen = n + random.nextInt(rest.length - n);
      double[] point = rest[chosen];
      rest[chosen] = rest[n];
      if (Arrays.stream(drawn, 0, count).noneMatch(other -> Arrays.equals(other, point))) {
        drawn[count++] = point;
      }
    }
    if (count < drawn.length) {
      throw new IllegalArgumentException(
          "The points have %d different values, too few for %d components; ask for fewer."
              .formatted(count, drawn.length));
    }
    return drawn;
  }

  private double[][] checked(double[][] means) {
    if (means.length != config.components()) {
      throw new IllegalArgumentException(
          "There are %d means for %d components.".formatted(means.length, config.components()));
    }
    for (int k = 0; k < means.length; k++) {
      if (means[k].length != points[0].length) {
        throw new IllegalArgumentException(
            "Mean %d has %d dimensions, the points have %d."
                .formatted(k, means[k].length, points[0].length));
      }
    }
    return means;
  }

  private GaussianMixture checked(GaussianMixture mixture) {
    if (mixture.components() != config.components()
        || mixture.size() != points[0].length
        || mixture.type() != config.covariance()) {
      throw new IllegalArgumentException(
          "The mixture to start from has %d components of type %s in %d dimensions, not %d of type %s in %d; start from its responsibilities to change the type."
              .formatted(
                  mixture.components(),
                  mixture.type(),
                  mixture.size(),
                  config.components(),
                  config.covariance(),
                  points[0].length));
    }
    return mixture;
  }
}
