package org.vaelab.coding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Lossless coding of binary images with a VAE whose latent variables cost no more than KL(q ‖ p):
/// bits-back with asymmetric numeral systems (Townsend, Bird and Barber 2019, "Practical lossless
/// compression with latent variables using bits back coding").
///
/// To send x: pop z ~ q(z given x) off the stack, which takes −log q bits away; push x under
/// p(x given z); push z under p(z). The net length is log q(z) − log p(x, z), whose mean is −ELBO.
/// The receiver goes back: pop z, pop x, and push z under q(z given x), which it can compute now
/// that it has x.
///
/// Both sides must get the same numbers from the networks to the last bit. They run them on the
/// same batches, one image of each chain, on one thread; probabilities become whole numbers by
/// the same lines of code, in [StrictMath].
public final class BitsBack {
  /// Of the probability of a pixel.
  private static final int PIXEL_BITS = 16;

  private static final long LOCAL_SEED = 0;

  private final Session session;
  private final InferenceStrategy strategy;
  private final Optional<Refinement> refinement;
  private final LatentBins bins;
  private final int dataSize;
  private final int latentSize;

  /// @param session of a VAE with the prior N(0, I) and a Bernoulli likelihood
  /// @param strategy gives φ of an image, of a diagonal Gaussian q
  /// @param refinement of that φ, on both sides
  /// @param latentBits b of a latent coordinate's bins; more cost nothing but initial bits
  /// @throws CodingException if the model has other parts
  public BitsBack(
      Session session,
      InferenceStrategy strategy,
      Optional<Refinement> refinement,
      int latentBits) {
    if (!(session.model()
        instanceof Vae(int size, StandardNormal prior, var _, Likelihood.Bernoulli _))) {
      throw new CodingException(
          "Bits-back coding takes a VAE with the prior N(0, I) and a Bernoulli likelihood; this model has other parts.");
    }
    if (!strategy.family().equals(new DiagonalGaussianFamily())) {
      throw new CodingException(
          "Bits-back coding takes a diagonal Gaussian q, not a %s."
              .formatted(strategy.family().label()));
    }
    this.session = session;
    this.strategy = strategy;
    this.refinement = refinement;
    bins = new LatentBins(latentBits);
    dataSize = size;
    latentSize = prior.size();
  }

  /// Encodes images, whose values must be 0 or 1.
  ///
  /// @param chains how many stacks; each costs initial bits, and each batch has an image of each
  /// @throws CodingException if there is a value that is no bit
  public Message encode(Points points, int chains, long seed, Origin origin) {
    Observations of = points.observations();
    if (of.dimension() != dataSize) {
      throw new CodingException(
          "The model is of images of %d pixels, and these have %d."
              .formatted(dataSize, of.dimension()));
    }
    if (chains < 1) {
      throw new CodingException("A message needs at least one chain, not %d.".formatted(chains));
    }
    int count = points.count();
    float[] x = points.x();
    ImageSet bytes = images(x, of.height(), of.width());
    AnsChain[] stacks = new AnsChain[Math.min(chains, count)];
    Arrays.setAll(stacks, i -> new AnsChain(Message.initial(seed, i)));
    Progress progress = Progress.start("encoding", count);
    alone(
        () -> {
          for (int from = 0; from < count; from += stacks.length) {
            int to = Math.min(count, from + stacks.length);
            encode(stacks, Arrays.copyOfRange(x, from * dataSize, to * dataSize), from);
            progress.advance(to - from, Map.of());
          }
        });
    return new Message(
        origin,
        new Message.Images(count, of.height(), of.width(), Idx.contentSha256(bytes)),
        bins.bits(),
        refinement,
        seed,
        Arrays.stream(stacks).map(Message.Chain::of).toList());
  }

  /// Decodes a message that was encoded with the same model, refinement and bins.
  ///
  /// @return bits as bytes, 0 and 255
  /// @throws CodingException if what comes out is not what went in, as with another model
  public ImageSet decode(Message message) {
    Message.Images wanted = message.images();
    if (wanted.dimension() != dataSize) {
      throw new CodingException(
          "The message has images of %d pixels, and the model is of %d."
              .formatted(wanted.dimension(), dataSize));
    }
    List<AnsChain> stacks = new ArrayList<>();
    for (Message.Chain chain : message.chains()) {
      stacks.add(new AnsChain(message.initial(stacks.size()), chain.head(), chain.words()));
    }
    AnsChain[] chains = stacks.toArray(AnsChain[]::new);
    int count = wanted.count();
    float[] x = new float[count * dataSize];
    Progress progress = Progress.start("decoding", count);
    alone(
        () -> {
          for (int from = (count - 1) / chains.length * chains.length;
              from >= 0;
              from -= chains.length) {
            float[] batch = new float[Math.min(chains.length, count - from) * dataSize];
            decode(chains, batch, from);
            System.arraycopy(batch, 0, x, from * dataSize, batch.length);
            progress.advance(batch.length / dataSize, Map.of());
          }
        });
    ImageSet images = images(x, wanted.height(), wanted.width());
    boolean clean =
        IntStream.range(0, chains.length)
            .allMatch(
                i -> chains[i].holdsOnly(message.initial(i), message.chains().get(i).borrowed()));
    if (!clean || !Idx.contentSha256(images).equals(wanted.contentSha256())) {
      throw new CodingException(
          "The message does not decode to the images that it was made of: the networks gave other numbers here. %s"
              .formatted(
                  message
                      .origin()
                      .difference()
                      .orElse(
                          "The machine is the same; is the model or the program another one?")));
    }
    return images;
  }

  private void encode(AnsChain[] stacks, float[] x, int from) {
    float[] phi = phi(x, from);
    int rows = x.length / dataSize;
    int[] codes = new int[rows * latentSize];
    float[] z = new float[codes.length];
    byChain(
        rows,
        row -> {
          for (int d = 0; d < latentSize; d++) {
            int bin = bins.pop(stacks[row], mean(phi, row, d), scale(phi, row, d));
            codes[row * latentSize + d] = bin;
            z[row * latentSize + d] = bins.value(bin);
          }
        });
    float[] ones = session.decode(z);
    byChain(
        rows,
        row -> {
          for (int i = (row + 1) * dataSize - 1; i >= row * dataSize; i--) {
            pushPixel(stacks[row], x[i] == 1, frequency(ones[i]));
          }
          for (int i = (row + 1) * latentSize - 1; i >= row * latentSize; i--) {
            bins.pushPrior(stacks[row], codes[i]);
          }
        });
  }

  private void decode(AnsChain[] stacks, float[] x, int from) {
    int rows = x.length / dataSize;
    int[] codes = new int[rows * latentSize];
    float[] z = new float[codes.length];
    byChain(
        rows,
        row -> {
          for (int i = row * latentSize; i < (row + 1) * latentSize; i++) {
            codes[i] = bins.popPrior(stacks[row]);
            z[i] = bins.value(codes[i]);
          }
        });
    float[] ones = session.decode(z);
    byChain(
        rows,
        row -> {
          for (int i = row * dataSize; i < (row + 1) * dataSize; i++) {
            x[i] = popPixel(stacks[row], frequency(ones[i])) ? 1 : 0;
          }
        });
    float[] phi = phi(x, from);
    byChain(
        rows,
        row -> {
          for (int d = latentSize - 1; d >= 0; d--) {
            int bin = codes[row * latentSize + d];
            bins.push(stacks[row], bin, mean(phi, row, d), scale(phi, row, d));
          }
        });
  }

  /// φ of a batch, which both sides find in the same way.
  private float[] phi(float[] x, int from) {
    Points points = Points.all(Observations.ofRows(x, dataSize));
    NoiseSource<Purpose.LocalOptimisation> noise =
        NoiseSource.of(LOCAL_SEED, Purpose.LOCAL_OPTIMISATION).part(from);
    try (PhiTable phi = PhiTable.zeros(strategy.family(), latentSize, points.count())) {
      strategy.infer(session, points, phi, noise);
      refinement.ifPresent(
          refined ->
              LocalOptimiser.of(session, strategy.family(), refined.optimisation())
                  .optimise(points, phi, noise, 1));
      return phi.rows();
    }
  }

  private double mean(float[] phi, int row, int d) {
    return finite(phi[2 * row * latentSize + d]);
  }

  private double scale(float[] phi, int row, int d) {
    return finite(StrictMath.exp(phi[(2 * row + 1) * latentSize + d]));
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new CodingException(
          "A network gave %s, with which nothing can be coded; use a model that was trained with success."
              .formatted(value));
    }
    return value;
  }

  /// How many of 2¹⁶ numbers stand for a one; neither bit is impossible.
  private static int frequency(float one) {
    return Math.clamp(Math.round(finite(one) * (1 << PIXEL_BITS)), 1, (1 << PIXEL_BITS) - 1);
  }

  private static void pushPixel(AnsChain stack, boolean one, int ones) {
    int zeros = (1 << PIXEL_BITS) - ones;
    stack.push(one ? zeros : 0, one ? ones : zeros, PIXEL_BITS);
  }

  private static boolean popPixel(AnsChain stack, int ones) {
    int zeros = (1 << PIXEL_BITS) - ones;
    boolean one = stack.top(PIXEL_BITS) >= zeros;
    stack.pop(one ? zeros : 0, one ? ones : zeros, PIXEL_BITS);
    return one;
  }

  private static ImageSet images(float[] x, int height, int width) {
    byte[] pixels = new byte[x.length];
    for (int i = 0; i < x.length; i++) {
      if (x[i] != 0 && x[i] != 1) {
        throw new CodingException(
            "Bits-back coding with a Bernoulli likelihood takes images of bits, and here is a %s; use a binarisation that gives bits."
                .formatted(x[i]));
      }
      pixels[i] = (byte) (x[i] == 1 ? 255 : 0);
    }
    return new ImageSet(x.length / (height * width), height, width, pixels, new byte[0]);
  }

  private interface Row {
    void code(int row);
  }

  /// Chains are independent of one another: on all threads, which this thread has taken.
  private static void byChain(int rows, Row work) {
    Workers.shared()
        .run(
            (part, parts) -> {
              for (int row = rows * part / parts; row < rows * (part + 1) / parts; row++) {
                work.code(row);
              }
            });
  }

  /// Takes the threads away from the networks: in one part, they round in the same way however many
  /// threads there are.
  private static void alone(Runnable work) {
    Workers workers = Workers.shared();
    while (!workers.acquire()) {
      Thread.onSpinWait();
    }
    try {
      work.run();
    } finally {
      workers.release();
    }
  }
}
