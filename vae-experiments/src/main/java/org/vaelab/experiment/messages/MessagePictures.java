package org.vaelab.experiment.messages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.experiment.Pictures;
import org.vaelab.inference.Session;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What Bob sees.
///
/// @param received of Alice's messages
/// @param drawn by himself, from p(z)
record MessagePictures(ImageGrid received, ImageGrid drawn) {
  private static final int DRAWN_ROWS = 3;
  private static final int PER_SCHEME = 3;
  private static final int SCALE = 2;

  /// @param points the images that are shown, the first of those that the codes are of
  static MessagePictures of(
      Session session, Points points, Codes codes, List<Rounding> roundings, long seed) {
    int latent = session.model().latentSize();
    int height = points.observations().height();
    int width = points.observations().width();
    int size = height * width;
    float[] means = Arrays.copyOf(codes.means(), points.count() * latent);
    float[] samples = Arrays.copyOf(codes.samples(), points.count() * latent);
    List<ImageGrid.Row> rows = new ArrayList<>();
    rows.add(new ImageGrid.Row("x", Pictures.images(points.x(), size)));
    rows.add(new ImageGrid.Row("ẑ ~ q", Pictures.images(session.decode(samples), size)));
    rows.add(new ImageGrid.Row("μ of q", Pictures.images(session.decode(means), size)));
    for (Rounding.Scheme scheme : Rounding.Scheme.values()) {
      for (Rounding rounding : some(roundings, scheme)) {
        float[] arrived = Transmission.rounded(means, rounding.bins());
        rows.add(
            new ImageGrid.Row(rounding.name(), Pictures.images(session.decode(arrived), size)));
      }
    }
    float[] noise =
        NoiseSource.of(seed, Purpose.SAMPLING)
            .part(2)
            .gaussian(0, IntStream.range(0, DRAWN_ROWS * Pictures.COLUMNS).toArray(), 0, 1, latent);
    List<float[]> drawn = Pictures.images(session.decode(noise), size);
    return new MessagePictures(
        new ImageGrid(
            "What Bob decodes: E[x | z] of the message, of μ, of μ rounded",
            height,
            width,
            rows,
            SCALE),
        new ImageGrid(
            "Messages that Bob draws by himself: E[x | z], z ~ p(z)",
            height,
            width,
            IntStream.range(0, DRAWN_ROWS)
                .mapToObj(
                    r ->
                        new ImageGrid.Row(
                            "", drawn.subList(r * Pictures.COLUMNS, (r + 1) * Pictures.COLUMNS)))
                .toList(),
            SCALE));
  }

  /// The coarsest, one between, and the finest.
  private static List<Rounding> some(List<Rounding> roundings, Rounding.Scheme scheme) {
    List<Rounding> of = roundings.stream().filter(r -> r.scheme() == scheme).toList();
    return of.size() <= PER_SCHEME
        ? of
        : List.of(of.getFirst(), of.get(of.size() / 2), of.getLast());
  }
}
