package org.vaelab.experiment.svi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.Estimates;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.plot.ImageGrid;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// The inner loop of SVI on a few images: what φ, the bound and the reconstruction are after so
/// many steps from the prior.
///
/// @param points B images
/// @param frames in the order of their steps
public record InnerLoopTrace(Points points, List<Frame> frames) {
  private static final int SAMPLES = 500;
  private static final int SCALE = 2;

  /// What there is after some steps.
  ///
  /// @param steps taken on each image's φ
  /// @param phi rows (μ, log σ), `[B, 2Z]`, row-major
  /// @param elbo of each image with its Monte Carlo error, in nats
  /// @param reconstruction E[x given z = μ], `[B, D]`, row-major
  public record Frame(int steps, float[] phi, List<Estimate> elbo, float[] reconstruction) {
    public double mean(int image, int dimension) {
      return phi[image * width() + dimension];
    }

    public double scale(int image, int dimension) {
      return Math.exp(phi[image * width() + width() / 2 + dimension]);
    }

    private int width() {
      return phi.length / elbo.size();
    }

    float[] reconstruction(int image) {
      int size = reconstruction.length / elbo.size();
      return Arrays.copyOfRange(reconstruction, image * size, (image + 1) * size);
    }
  }

  /// @param optimisation from the prior, all its steps
  public static InnerLoopTrace of(
      Session session, Points points, LocalOptimisation optimisation, long seed) {
    var noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    List<Integer> kept = kept(optimisation.maximumSteps());
    List<float[]> rows = new ArrayList<>();
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    int latent = session.model().latentSize();
    try (PhiTable phi = PhiTable.initial(family, latent, points.ids(), noise)) {
      session.feed(points);
      LocalOptimiser.of(session, family, optimisation)
          .optimise(
              points.ids(),
              phi,
              1,
              noise,
              0,
              step -> {
                if (kept.contains(step)) {
                  rows.add(phi.rows());
                }
              });
      rows.add(phi.rows());
    }
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      frames.add(frame(session, points, kept.get(i), rows.get(i), seed));
    }
    return new InnerLoopTrace(points, frames);
  }

  private static Frame frame(Session session, Points points, int steps, float[] rows, long seed) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    int latent = session.model().latentSize();
    try (LocalPosteriors q = LocalPosteriors.of(points, family, latent, rows)) {
      var elbo =
          new MonteCarloElbo(SAMPLES)
              .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION));
      List<Estimate> estimates = new ArrayList<>();
      for (int i = 0; i < points.count(); i++) {
        estimates.add(new Estimate(elbo.value()[i], elbo.standardError()[i], SAMPLES));
      }
      return new Frame(
          steps, rows, estimates, session.reconstruct(q, new float[latent * q.count()]));
    }
  }

  /// 0, 1, 2, 5, 10, 20, ... and the last.
  private static List<Integer> kept(int steps) {
    return Stream.concat(Stream.of(0), ImportanceSampling.curveSamples(steps).stream()).toList();
  }

  /// The two dimensions of z in which the images' codes end furthest apart: the largest variances
  /// of μ over the images; one dimension twice where there is but one.
  int[] widestDimensions() {
    Frame last = frames.getLast();
    int latent = last.phi().length / points.count() / 2;
    int[] order =
        IntStream.range(0, latent)
            .boxed()
            .sorted(Comparator.comparingDouble(d -> -spread(last, d)))
            .mapToInt(d -> d)
            .toArray();
    return new int[] {order[0], order[Math.min(1, latent - 1)]};
  }

  private double spread(Frame frame, int dimension) {
    double[] means = new double[points.count()];
    Arrays.setAll(means, i -> frame.mean(i, dimension));
    return Estimate.of(means).standardDeviation();
  }

  /// The ELBO of each image against the steps.
  public LineFigure bound() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "The ELBO of single images while SVI moves their q",
                "steps on φ, plus one",
                "ELBO (nats)")
            .logX();
    double[] x = frames.stream().mapToDouble(frame -> frame.steps() + 1.0).toArray();
    for (int i = 0; i < points.count(); i++) {
      int image = i;
      figure.add(
          Estimates.series(
              name(i), x, frames.stream().map(frame -> frame.elbo().get(image)).toList()));
    }
    return figure.build();
  }

  /// The way of each μ in two dimensions of z.
  public LineFigure paths() {
    int[] dimensions = widestDimensions();
    LineFigure.Builder figure =
        LineFigure.builder(
            "Where the means of q go, step by step from the prior's mean",
            "μ, dimension %d of z".formatted(dimensions[0] + 1),
            "μ, dimension %d of z".formatted(dimensions[1] + 1));
    for (int i = 0; i < points.count(); i++) {
      figure.add(new Series(name(i), means(i, dimensions[0]), means(i, dimensions[1])));
    }
    return figure.build();
  }

  private double[] means(int image, int dimension) {
    return frames.stream().mapToDouble(frame -> frame.mean(image, dimension)).toArray();
  }

  private String name(int image) {
    return "image " + points.ids()[image];
  }

  /// Each image and its reconstruction after so many steps.
  public ImageGrid images() {
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int i = 0; i < points.count(); i++) {
      int image = i;
      List<float[]> row = new ArrayList<>(List.of(points.row(i)));
      frames.forEach(frame -> row.add(frame.reconstruction(image)));
      rows.add(new ImageGrid.Row(name(i), row));
    }
    List<String> captions = new ArrayList<>(List.of("x"));
    frames.forEach(frame -> captions.add(String.valueOf(frame.steps())));
    return new ImageGrid(
        "x, and E[x | z = μ] after so many steps on φ",
        points.observations().height(),
        points.observations().width(),
        rows,
        captions,
        SCALE,
        List.of());
  }
}
