package org.vaelab.evidence.exact;

/// The exact posterior of one data point on a regular grid that holds all but a negligible part of
/// its mass, and log p(x), in double precision.
public final class GridPosterior {
  private final Lattice lattice;
  private final double[] logJoint;
  private final Integral logEvidence;

  GridPosterior(Lattice lattice, double[] logJoint, Integral logEvidence) {
    this.lattice = lattice;
    this.logJoint = logJoint;
    this.logEvidence = logEvidence;
  }

  /// log p(x) in nats; its error is the change under the last refinement.
  public Integral logEvidence() {
    return logEvidence;
  }

  /// Nodes along each axis.
  public int nodes() {
    return lattice.nodes();
  }

  /// Nodes in all.
  public int size() {
    return logJoint.length;
  }

  /// The coordinates along an axis, `[nodes]`, ascending.
  public double[] axis(int axis) {
    double[] coordinates = new double[lattice.nodes()];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = lattice.lower()[axis] + i * lattice.step(axis);
    }
    return coordinates;
  }

  /// log p(z given x) at each node, in nats, `[nodes^Z]`, the last axis fastest.
  public double[] logDensity() {
    double[] density = logJoint.clone();
    for (int i = 0; i < density.length; i++) {
      density[i] -= logEvidence.value();
    }
    return density;
  }

  /// E[z given x], `[Z]`.
  public double[] mean() {
    double[] mean = new double[lattice.dimension()];
    for (int i = 0; i < logJoint.length; i++) {
      double mass = mass(i);
      for (int d = 0; d < mean.length; d++) {
        mean[d] += mass * lattice.coordinate(i, d);
      }
    }
    return mean;
  }

  /// Cov[z given x], `[Z][Z]`.
  public double[][] covariance() {
    double[] mean = mean();
    double[][] covariance = new double[mean.length][mean.length];
    for (int i = 0; i < logJoint.length; i++) {
      double mass = mass(i);
      for (int d = 0; d < mean.length; d++) {
        for (int e = 0; e < mean.length; e++) {
          covariance[d][e] +=
              mass * (lattice.coordinate(i, d) - mean[d]) * (lattice.coordinate(i, e) - mean[e]);
        }
      }
    }
    return covariance;
  }

  private double mass(int node) {
    return Math.exp(logJoint[node] - logEvidence.value() + lattice.logCell());
  }
}
