package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.experiment.Pictures;
import org.vaelab.inference.Session;
import org.vaelab.plot.ImageGrid;

/// Images of a class that was left out, and what decoders make of them.
final class HeldOutPictures {
  private static final int MOST = 10;
  private static final int SCALE = 2;

  private HeldOutPictures() {}

  /// @param points the images of the class
  /// @param all the decoder of all classes
  /// @param without the decoder without the class
  static ImageGrid of(HeldOutStudy study, Points points, Session all, Session without) {
    Points shown = points.slice(0, Math.min(MOST, points.count()));
    HeldOutStudy.Images images = study.unseen();
    List<ImageGrid.Row> rows = new ArrayList<>();
    rows.add(new ImageGrid.Row("x", Pictures.images(shown.x(), points.observations().dimension())));
    rows.add(row("decoder without it: encoder", without, images.withoutEncoder().phi(), shown));
    rows.add(row("the same decoder: SVI", without, images.without().phi(), shown));
    rows.add(row("decoder of all: encoder without it", all, images.blindEncoder().phi(), shown));
    rows.add(row("the same decoder: SVI", all, images.all().phi(), shown));
    return new ImageGrid(
        "Class %d was left out: test images of it, and E[x | z = μ]".formatted(study.label()),
        points.observations().height(),
        points.observations().width(),
        rows,
        SCALE);
  }

  private static ImageGrid.Row row(String name, Session session, double[] phi, Points shown) {
    int latent = session.model().latentSize();
    float[] means = new float[shown.count() * latent];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) phi[i / latent * 2 * latent + i % latent];
    }
    return new ImageGrid.Row(
        name, Pictures.images(session.decode(means), shown.observations().dimension()));
  }
}
