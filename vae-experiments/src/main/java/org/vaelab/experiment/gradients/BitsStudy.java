package org.vaelab.experiment.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.experiment.Table;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.BoundGradient;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.Objective;
import org.vaelab.plot.BarFigure;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Interval;

/// Bias and variance of the estimators of the gradient by φ, the logits of q, of a few images,
/// against enumeration. Estimates take K = 2 samples, the most with which VIMCO's own bound can be
/// enumerated: over all pairs of configurations.
///
/// @param rows one for each method that is an estimate
public record BitsStudy(List<Row> rows) {
  /// K
  static final int SAMPLES = 2;

  private static final int BATCH = 500;

  /// Bits that are all but certain have values that a sample never meets, and so no useful standard
  /// error.
  private static final float LARGEST_LOGIT = 3;

  /// @param along mean component along the exact gradient, as a multiple of its length
  /// @param deviation largest distance of a component's mean from the exact one, in standard errors
  /// @param components of all images' φ together
  /// @param bias ‖mean − exact‖ / ‖exact‖
  /// @param error what the bias of an unbiased estimator would be by chance
  /// @param variance of an estimate, summed over the components
  /// @param interval of the variance, at 95%
  /// @param ratio of the variance to that of the first row
  /// @param ratioInterval of the ratio, at 95%
  public record Row(
      Method method,
      Estimate along,
      double deviation,
      int components,
      double bias,
      double error,
      double variance,
      Interval interval,
      double ratio,
      Interval ratioInterval) {}

  /// @param session of a sigmoid belief network and the encoder, with the parameters of all methods
  /// @param points the images
  /// @param estimates N of each method
  public static BitsStudy of(
      Session session,
      SigmoidBeliefNetwork network,
      List<Method> methods,
      double temperature,
      Points points,
      int estimates,
      long seed) {
    List<Method> estimated = methods.stream().filter(m -> m != Method.EXACT).toList();
    Progress progress = Progress.start("gradients of bits", estimated.size());
    float[] phi = phi(session, network, points, seed);
    List<ExactGradient> exact = exact(session, points, phi);
    NoiseSource<Purpose.Sampling> resampling = NoiseSource.of(seed, Purpose.SAMPLING);
    List<Row> rows = new ArrayList<>();
    GradientSample first = null;
    for (Method method : estimated) {
      double[] truth =
          exact.stream()
              .flatMapToDouble(
                  e -> Arrays.stream(method == Method.VIMCO ? e.ofPairs() : e.ofElbo()))
              .toArray();
      GradientEstimator estimator = method.make(network.model().dataSize(), temperature);
      GradientSample sample =
          GradientSample.of(
              estimates(
                  session,
                  new BoundGradient(network.encoder().family(), estimator, SAMPLES),
                  points,
                  phi,
                  estimates,
                  NoiseSource.of(seed, Purpose.EVALUATION).part(method.ordinal())),
              truth);
      first = first == null ? sample : first;
      rows.add(row(method, sample, truth, first, resampling));
      progress.advance(1, Map.of());
    }
    return new BitsStudy(rows);
  }

  private static Row row(
      Method method,
      GradientSample sample,
      double[] truth,
      GradientSample first,
      NoiseSource<Purpose.Sampling> resampling) {
    double length = 0;
    double squares = 0;
    double deviation = 0;
    for (int p = 0; p < truth.length; p++) {
      Estimate component = sample.components()[p];
      double distance = component.mean() - truth[p];
      length += truth[p] * truth[p];
      squares += distance * distance;
      deviation = Math.max(deviation, Math.abs(distance) / component.standardError());
    }
    return new Row(
        method,
        sample.along(),
        deviation,
        truth.length,
        Math.sqrt(squares / length),
        Math.sqrt(sample.variance() / sample.squares().length / length),
        sample.variance(),
        sample.interval(resampling.at(method.ordinal(), 0)),
        sample == first ? 1 : sample.variance() / first.variance(),
        sample == first
            ? new Interval(1, 1)
            : sample.ratioInterval(first, resampling.at(method.ordinal(), 1)));
  }

  /// `[N, Z]`
  private static float[] phi(
      Session session, SigmoidBeliefNetwork network, Points points, long seed) {
    try (LocalPosteriors q =
        Progress.muted(
            () ->
                session.infer(
                    network.encoder(), points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION)))) {
      float[] rows = q.phi().rows();
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Math.clamp(rows[i], -LARGEST_LOGIT, LARGEST_LOGIT);
      }
      return rows;
    }
  }

  private static List<ExactGradient> exact(Session session, Points points, float[] phi) {
    int size = session.model().latentSize();
    List<ExactGradient> gradients = new ArrayList<>();
    try (Enumeration enumeration =
        new Enumeration(session.executor(), session.model(), session.parameters())) {
      for (int i = 0; i < points.count(); i++) {
        gradients.add(
            new ExactGradient(
                enumeration.posterior(points.row(i)),
                Arrays.copyOfRange(phi, i * size, (i + 1) * size)));
      }
    }
    return gradients;
  }

  /// One row of gradients for each estimate, those of all images beside each other.
  private static double[][] estimates(
      Session session,
      BoundGradient gradient,
      Points points,
      float[] phi,
      int estimates,
      NoiseSource<Purpose.Evaluation> noise) {
    int size = session.model().latentSize();
    int width = gradient.family().noiseSize(size);
    double[][] gradients = new double[estimates][points.count() * size];
    session.inputs().set(Objective.KL_WEIGHT, new float[] {1}, 1);
    for (int image = 0; image < points.count(); image++) {
      float[] x = points.row(image);
      float[] row = Arrays.copyOfRange(phi, image * size, (image + 1) * size);
      for (int from = 0; from < estimates; from += BATCH) {
        Interrupts.check();
        int count = Math.min(BATCH, estimates - from);
        int[] ids = new int[count];
        int first = from;
        Arrays.setAll(ids, n -> first + n);
        session
            .inputs()
            .set("x", copies(x, count), count, x.length)
            .set(PosteriorFamily.PHI, copies(row, count), count, size)
            .set(
                PosteriorFamily.NOISE,
                noise.gaussian(image, ids, 0, SAMPLES, width),
                (long) SAMPLES * count,
                width);
        float[] slopes = HostArrays.floats(session.run(gradient).gradient(PosteriorFamily.PHI));
        for (int i = 0; i < slopes.length; i++) {
          gradients[from + i / size][image * size + i % size] = slopes[i];
        }
      }
    }
    return gradients;
  }

  private static float[] copies(float[] row, int count) {
    float[] rows = new float[count * row.length];
    for (int n = 0; n < count; n++) {
      System.arraycopy(row, 0, rows, n * row.length, row.length);
    }
    return rows;
  }

  /// All rows.
  public Table<Row> table() {
    return Table.of(rows)
        .column("method", "estimator", Row::method)
        .estimate("along", "gradient / exact", "", "%.3f", Row::along)
        .number("deviation", "largest deviation", "standard errors", "%.2f", Row::deviation)
        .number("bias", "bias / exact", "", "%.3f", Row::bias)
        .number("bias_by_chance", "by chance", "", "%.3f", Row::error)
        .number("variance", "variance", "", "%.4g", Row::variance)
        .csv("variance_lower", row -> row.interval().lower())
        .csv("variance_upper", row -> row.interval().upper())
        .shown("95% interval", row -> GaussianStudy.text(row.interval()))
        .number("ratio", "over the first", "", "%.4g", Row::ratio)
        .csv("ratio_lower", row -> row.ratioInterval().lower())
        .csv("ratio_upper", row -> row.ratioInterval().upper());
  }

  /// Variances on a logarithmic scale.
  public BarFigure variances() {
    return new BarFigure(
        "Variance of the gradient by the logits of q, K = " + SAMPLES,
        "estimator",
        "log₁₀ variance",
        rows.stream().map(row -> row.method().toString()).toList(),
        List.of(
            new BarFigure.Bars(
                "variance with its 95% interval",
                rows.stream().mapToDouble(row -> Math.log10(row.variance())).toArray(),
                rows.stream()
                    .mapToDouble(
                        row -> 0.5 * Math.log10(row.interval().upper() / row.interval().lower()))
                    .toArray())),
        BarFigure.Style.POINTS);
  }
}
