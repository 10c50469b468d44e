package org.vaelab.experiment.latentspace;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.latentspace.LatentSpaceResult.ClassRow;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ScatterFigure;
import org.vaelab.plot.Series;

/// The figures of [LatentSpaceResult].
record LatentSpaceFigures(LatentSpaceResult result) {
  private static final int MOST_DRAWN = 500;

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("manifold", result.manifold());
    figures.put("samples", result.pictures().samples());
    figures.put("reconstructions", result.pictures().reconstructions());
    figures.put("ways", result.ways().pictures());
    if (result.ways().dip().isPresent()) {
      figures.put("way-lengths", result.ways().figure(result.config().model().latent()));
    }
    figures.put("traversal", result.traversal());
    figures.put("codes", result.codes().figure());
    figures.put("prior", prior());
    for (AttributeStudy study : result.studies()) {
      figures.put("edit-" + study.file(), study.pictures());
      for (int i = 0; i < study.effects().size(); i++) {
        String name = i == 0 ? "effect-" + study.file() : "effect-own-" + study.file();
        figures.put(name, study.effects().get(i).figure());
      }
    }
    if (result.codes().labels().length > 0) {
      figures.put("likelihood-by-class", byClass());
    }
    figures.put("out-of-distribution", strange());
    return figures;
  }

  /// Codes and draws of the prior: the plane as it is, of more dimensions the two whose codes vary
  /// most.
  private Figure prior() {
    return new ScatterFigure(
        "Codes of test images, one sample of q each, over the prior",
        "the coordinate of z that varies most",
        "the one that varies next most",
        result.coverage().size(),
        result.coverage().stream().map(LatentSpaceFigures::panel).toList(),
        false);
  }

  private static ScatterFigure.Panel panel(Coverage coverage) {
    double[][] codes = coverage.codes();
    int[] order =
        IntStream.range(0, codes[0].length)
            .boxed()
            .sorted((a, b) -> Double.compare(squares(codes, b), squares(codes, a)))
            .mapToInt(Integer::intValue)
            .toArray();
    int x = order[0];
    int y = order[Math.min(1, order.length - 1)];
    return new ScatterFigure.Panel(
        coverage.model(),
        List.of(
            series("draws of the prior", coverage.prior(), x, y), series("codes", codes, x, y)));
  }

  private static double squares(double[][] codes, int d) {
    double mean = Arrays.stream(codes).mapToDouble(z -> z[d]).average().orElseThrow();
    return Arrays.stream(codes).mapToDouble(z -> (z[d] - mean) * (z[d] - mean)).sum();
  }

  private static Series series(String name, double[][] codes, int x, int y) {
    return new Series(
        name,
        Arrays.stream(codes).limit(MOST_DRAWN).mapToDouble(z -> z[x]).toArray(),
        Arrays.stream(codes).limit(MOST_DRAWN).mapToDouble(z -> z[y]).toArray());
  }

  private Figure byClass() {
    List<ClassRow> rows = result.classes();
    return new BarFigure(
        "Likelihood by class",
        "label",
        "mean log p̂(x) ± standard error (nats)",
        rows.stream().map(row -> String.valueOf(row.label())).toList(),
        List.of(Estimates.bars("test images", rows.stream().map(ClassRow::logLikelihood).toList())),
        BarFigure.Style.POINTS);
  }

  private Figure strange() {
    List<Strange> rows = result.strange();
    return new BarFigure(
        "Are test images told from images that do not belong?",
        "images that do not belong",
        "AUROC ± standard error (0.5: not at all)",
        rows.stream().map(row -> row.scores().images()).toList(),
        List.of(
            Estimates.bars("log p̂(x)", rows.stream().map(Strange::byLikelihood).toList()),
            Estimates.bars(
                "typicality −|log p̂(x) − mean|",
                rows.stream().map(Strange::byTypicality).toList())),
        BarFigure.Style.POINTS);
  }
}
