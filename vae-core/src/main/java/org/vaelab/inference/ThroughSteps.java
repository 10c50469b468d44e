package org.vaelab.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Results;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Gradients;
import org.vaelab.optimisation.Momentum;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The gradient of the bound at φ_T through the T steps that led there, to φ₀ and to θ, by the
/// backward recursion of Kim, Wiseman, Miller, Sontag and Rush 2018 (algorithm 2).
///
/// With g(φ, θ) the gradient of a step's bound by φ, a step is
///
///     v ← γv + g(φ_t, θ),   φ_{t+1} = φ_t + α_t v.
///
/// Backwards, from φ̄ = ∂L/∂φ_T, v̄ = 0 and θ̄ = 0,
///
///     v̄ ← v̄ + α_t φ̄,   φ̄ ← φ̄ + (∂g/∂φ)v̄,   θ̄ ← θ̄ + (∂g/∂θ)ᵀv̄,   v̄ ← γv̄.
///
/// As g is a gradient, both products are derivatives of gradients along v̄, taken as central
/// differences: exact, but for rounding, where the bound is a quadratic function of φ.
public final class ThroughSteps implements AutoCloseable {
  /// The graph input `[B, P]` that holds φ̄ of φ₀.
  static final String ADJOINT = "adjoint";

  /// How far φ of a data point is displaced to either side, about the cube root of a float's
  /// rounding: the error of a difference is least there.
  private static final double DISPLACEMENT = 5e-3;

  private final Session session;
  private final LocalOptimiser optimiser;
  private final double decay;
  private final BoundGradient last;
  private final WeightedGradient derivatives;
  private final Map<String, INDArray> ofParameters = new LinkedHashMap<>();
  private final List<float[]> path = new ArrayList<>();

  /// @param optimiser what takes the steps, with momentum
  /// @param samples K of the bound at φ_T
  public ThroughSteps(
      Session session, LocalOptimiser optimiser, GradientEstimator estimator, int samples) {
    this.session = session;
    this.optimiser = optimiser;
    decay = ((Momentum) optimiser.config().optimiser()).decay();
    BoundGradient ofStep = optimiser.gradient();
    PosteriorFamily family = ofStep.family();
    last = new BoundGradient(family, estimator, samples);
    List<ParameterSpec> specs = new ArrayList<>(session.model().parameters());
    specs.addAll(family.parameters(session.model().latentSize()));
    specs.forEach(
        spec -> ofParameters.put(spec.name(), HostArrays.zeros(DataType.FLOAT, spec.shape())));
    derivatives = new WeightedGradient(ofStep, List.copyOf(ofParameters.keySet()));
  }

  /// Remembers φ_t.
  public void record(int step, PhiTable phi) {
    if (step == path.size()) {
      path.add(new float[0]);
    }
    if (path.get(step).length != phi.array().length()) {
      path.set(step, new float[(int) phi.array().length()]);
    }
    HostArrays.copy(phi.array(), path.get(step));
  }

  /// Finds the gradients of the bound at φ_T, summed over the points, through the steps: φ̄ of φ₀
  /// is
  /// left in the input [#ADJOINT], θ̄ for [#addTo]. The inputs must be those of the bound at φ_T;
  /// they have other noise afterwards.
  ///
  /// @param ids of the B points
  /// @param phi φ_T
  /// @param steps T
  /// @param noise of the steps
  /// @param visit of the steps
  public void differentiate(
      int[] ids,
      PhiTable phi,
      int steps,
      NoiseSource<Purpose.LocalOptimisation> noise,
      long visit) {
    int count = phi.count();
    int width = phi.width();
    float[] adjoint = HostArrays.floats(session.run(last).gradient(PosteriorFamily.PHI));
    float[] velocity = new float[adjoint.length];
    float[] weights = new float[count];
    float[] displaced = new float[adjoint.length];
    ofParameters.values().forEach(HostArrays::clear);
    for (int step = steps - 1; step >= 0; step--) {
      float rate = (float) optimiser.config().rate(step);
      for (int i = 0; i < adjoint.length; i++) {
        velocity[i] += rate * adjoint[i];
      }
      optimiser.feedNoise(ids, noise, visit, step);
      for (int side : new int[] {-1, 1}) {
        displace(path.get(step), velocity, side, width, displaced, weights);
        session
            .inputs()
            .set(PosteriorFamily.PHI, displaced, count, width)
            .set(WeightedGradient.WEIGHTS, weights, count);
        Results results = session.run(derivatives);
        float[] ofPhi = HostArrays.floats(results.gradient(PosteriorFamily.PHI));
        for (int i = 0; i < adjoint.length; i++) {
          adjoint[i] += ofPhi[i];
        }
        ofParameters.forEach((name, sum) -> sum.addi(results.gradient(name)));
      }
      for (int i = 0; i < velocity.length; i++) {
        velocity[i] *= (float) decay;
      }
    }
    requireFinite(adjoint, ids);
    session.inputs().share(PosteriorFamily.PHI, phi.array()).set(ADJOINT, adjoint, count, width);
  }

  /// Each row to one side along its velocity, and what the gradient there counts in the difference.
  private static void displace(
      float[] phi, float[] velocity, int side, int width, float[] displaced, float[] weights) {
    for (int row = 0; row < weights.length; row++) {
      double squares = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        squares += (double) velocity[i] * velocity[i];
      }
      double norm = Math.sqrt(squares);
      double distance = norm > 0 ? side * DISPLACEMENT / norm : 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        displaced[i] = (float) (phi[i] + distance * velocity[i]);
      }
      weights[row] = (float) (side * norm / (2 * DISPLACEMENT));
    }
  }

  private static void requireFinite(float[] adjoint, int[] ids) {
    for (float value : adjoint) {
      if (!Float.isFinite(value)) {
        throw new NonFiniteObjectiveException(
            ("The gradient through the steps of the local optimisation of data points %d... became"
                    + " %s; use a smaller learning rate of the local optimisation or fewer steps.")
                .formatted(ids[0], value));
      }
    }
  }

  /// Adds the mean of θ̄ over the points to the gradients of the step on θ.
  public void addTo(Gradients gradients, int points) {
    ofParameters.forEach((name, sum) -> gradients.of(name).addi(sum.muli(1.0 / points)));
  }

  @Override
  public void close() {
    ofParameters.values().forEach(INDArray::close);
  }
}
