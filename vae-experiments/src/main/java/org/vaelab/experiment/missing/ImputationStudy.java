package org.vaelab.experiment.missing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.Imputation;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.Table;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What is known of missing pixels by a VAE trained on all pixels, by one trained on half of them,
/// and without a model.
///
/// @param points numbers of the test images
/// @param rows of each way of hiding and each method
/// @param complete log p̂ of the whole images by the VAE trained on all pixels, in nats
/// @param incomplete the same by the VAE trained on half of them
/// @param unreliable images of either whose weights have too heavy tails
/// @param pictures of one way of hiding
public record ImputationStudy(
    int[] points,
    List<Imputed> rows,
    double[] complete,
    double[] incomplete,
    int unreliable,
    ImageGrid pictures) {
  static final String MEAN = "mean of training images";
  static final String NEAREST = "nearest neighbour";
  static final String NEIGHBOURS = "k nearest neighbours";
  static final List<Hiding> WAYS = List.of(Hiding.TOP_HALF, Hiding.SQUARE, Hiding.RANDOM);
  private static final int SHOWN = 12;

  /// @param training bits of the training images
  /// @param chosen test images without a mask
  static ImputationStudy of(
      List<MaskedVae> models, Observations training, Points chosen, int samples, long seed) {
    Neighbours neighbours = new Neighbours(training);
    List<Imputed> rows = new ArrayList<>();
    List<ImageGrid.Row> pictures = new ArrayList<>();
    for (Hiding hiding : WAYS) {
      MaskedObservations masked = hiding.of(chosen.observations(), seed);
      Points points = new Points(masked, chosen.ids());
      rows.add(neighbours.impute(MEAN, hiding, points, Neighbours.ofAll()));
      rows.add(neighbours.impute(NEAREST, hiding, points, neighbours.nearest(hiding, seed)));
      rows.add(neighbours.impute(NEIGHBOURS, hiding, points, neighbours.chosen(hiding, seed)));
      for (MaskedVae model : models) {
        try (LocalPosteriors encoded = model.encoded(points);
            LocalPosteriors refined = model.refined(points)) {
          Imputation.Estimates first = model.impute(encoded, samples);
          Imputation.Estimates second = model.impute(refined, samples);
          rows.add(MaskedVae.score(model.name() + ", encoder", hiding, points, first));
          rows.add(MaskedVae.score(model.name() + ", SVI", hiding, points, second));
          if (model == models.getFirst()) {
            pictures.addAll(pictures(hiding, points, second));
          }
        }
      }
    }
    List<LikelihoodEstimates> whole =
        models.stream()
            .map(
                model -> {
                  Points all =
                      new Points(Hiding.NOTHING.of(chosen.observations(), seed), chosen.ids());
                  try (LocalPosteriors q = model.refined(all)) {
                    return model.evidence(q, samples);
                  }
                })
            .toList();
    return new ImputationStudy(
        chosen.ids(),
        rows,
        whole.get(0).logLikelihood(),
        whole.get(1).logLikelihood(),
        whole.stream().mapToInt(each -> each.unreliable().length).sum(),
        new ImageGrid(
            "Missing pixels (grey), E[x | x_observed], and one z resampled by its weight",
            chosen.observations().height(),
            chosen.observations().width(),
            pictures,
            2));
  }

  private static List<ImageGrid.Row> pictures(
      Hiding hiding, Points points, Imputation.Estimates estimates) {
    int shown = Math.min(SHOWN, points.count());
    List<float[]> seen = new ArrayList<>();
    List<float[]> means = new ArrayList<>();
    List<float[]> drawn = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      float[] x = points.row(i);
      float[] mask = new float[x.length];
      points.observations().copyMask(points.ids()[i], 0, mask, 0);
      float[] grey = new float[x.length];
      Arrays.fill(grey, 0.5f);
      seen.add(filled(x, mask, grey));
      means.add(filled(x, mask, estimates.mean()[i]));
      drawn.add(filled(x, mask, estimates.drawn()[i]));
    }
    return List.of(
        new ImageGrid.Row(hiding + " missing", seen),
        new ImageGrid.Row("mean", means),
        new ImageGrid.Row("resampled", drawn));
  }

  private static float[] filled(float[] x, float[] mask, float[] with) {
    float[] image = x.clone();
    IntStream.range(0, x.length).filter(d -> mask[d] == 0).forEach(d -> image[d] = with[d]);
    return image;
  }

  Imputed row(Hiding hiding, String method) {
    return rows.stream()
        .filter(row -> row.hiding() == hiding && row.method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  List<Imputed> rows(Hiding hiding) {
    return rows.stream().filter(row -> row.hiding() == hiding).toList();
  }

  /// log p̂ of the VAE trained on all pixels over that of the one trained on half of them.
  Estimate cost() {
    return Estimate.ofDifference(complete, incomplete);
  }

  /// All rows.
  public Table<Imputed> table() {
    return Table.of(rows)
        .column("hidden", "missing", Imputed::hiding)
        .column("method", Imputed::method)
        .estimate("log_likelihood", "log p(missing | observed)", "nats", Imputed::meanLogLikelihood)
        .estimate("above_mean", "above the mean", "nats", row -> row.above(row(row.hiding(), MEAN)))
        .estimate(
            "above_nearest",
            "above the nearest",
            "nats",
            row -> row.above(row(row.hiding(), NEAREST)))
        .estimate(
            "above_neighbours",
            "above neighbours",
            "nats",
            row -> row.above(row(row.hiding(), NEIGHBOURS)))
        .estimate(
            "squared_error",
            "squared error per pixel",
            "",
            "%.4f",
            row -> Estimate.of(row.squaredError()));
  }

  /// log p(missing given observed) of every method.
  public BarFigure figure() {
    List<String> methods = rows(WAYS.getFirst()).stream().map(Imputed::method).toList();
    return new BarFigure(
        "Log-likelihood of missing pixels",
        "what is missing",
        "log p(missing | observed) (nats)",
        WAYS.stream().map(Hiding::toString).toList(),
        methods.stream()
            .map(
                method ->
                    new BarFigure.Bars(
                        method,
                        WAYS.stream()
                            .mapToDouble(way -> row(way, method).meanLogLikelihood().mean())
                            .toArray(),
                        WAYS.stream()
                            .mapToDouble(
                                way -> row(way, method).meanLogLikelihood().standardError())
                            .toArray()))
            .toList(),
        BarFigure.Style.POINTS);
  }
}
