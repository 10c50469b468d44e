package org.vaelab.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Messages of an untrained VAE: every image comes back, at the price of its ELBO, and no damage
/// goes unnoticed.
class BitsBackTest {
  private static final int DATA = 64;
  private static final int LATENT = 5;
  private static final int COUNT = 403;
  private static final int CHAINS = 10;
  private static final int BITS = 12;
  private static final Vae MODEL =
      new Vae(DATA, LATENT, List.of(30), Activation.TANH, new Likelihood.Bernoulli());
  private static final Amortized ENCODER =
      new Amortized(new DiagonalGaussianFamily(), DATA, LATENT, List.of(30), Activation.TANH);
  private static final Origin ORIGIN =
      new Origin("model.npz", "0".repeat(64), "tanh", "bars", Origin.here());

  private static final Path FILE = Path.of("damaged.vaebb");

  @TempDir Path directory;

  private static Parameters parameters;
  private static Session session;
  private static Points points;

  @BeforeAll
  static void model() {
    parameters =
        Parameters.initial(
            ENCODER.parametersWith(MODEL),
            NoiseSource.of(1, Purpose.INITIALISATION),
            DataType.FLOAT);
    // Beyond the prior's bins there are none: q must not be wider than the prior.
    Map<String, float[]> values = parameters.values();
    values.forEach(
        (name, weights) -> {
          for (int i = 0; name.startsWith("encoder") && i < weights.length; i++) {
            weights[i] *= 0.3f;
          }
        });
    parameters.assign(values);
    session = new Session(GraphExecutor.standard(), MODEL, parameters);
    float[] x =
        session.decodePrior(
            NoiseSource.of(2, Purpose.SAMPLING)
                .gaussian(0, IntStream.range(0, COUNT).toArray(), 0, 1, LATENT));
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble() < x[i] ? 1 : 0;
    }
    points = Points.all(Observations.ofRows(x, DATA));
  }

  @AfterAll
  static void close() {
    session.close();
    parameters.close();
  }

  private static BitsBack coder(Optional<Refinement> refinement) {
    return new BitsBack(session, ENCODER, refinement, BITS);
  }

  private static Message encode(Optional<Refinement> refinement, int chains) {
    return coder(refinement).encode(points, chains, 1, ORIGIN);
  }

  private static void assertImages(ImageSet decoded) {
    float[] x = points.x();
    assertThat(decoded.count()).isEqualTo(COUNT);
    for (int i = 0; i < x.length; i++) {
      assertThat(decoded.pixels()[i]).isEqualTo((byte) (x[i] == 1 ? 255 : 0));
    }
  }

  /// The last batch is not full for any of these numbers but 1 and 403.
  @Test
  void everyImageComesBack() {
    for (int chains : new int[] {1, 2, CHAINS, 402, COUNT, 1000}) {
      Message message = encode(Optional.empty(), chains);
      assertThat(message.chains()).hasSize(Math.min(chains, COUNT));
      try (Session other = new Session(GraphExecutor.standard(), MODEL, parameters)) {
        assertImages(new BitsBack(other, ENCODER, Optional.empty(), BITS).decode(message));
      }
    }
  }

  @Test
  void aRefinedQComesBackAndIsCheaper() {
    Message plain = encode(Optional.empty(), CHAINS);
    Refinement refinement = new Refinement(30, 5, 0.05);
    Message refined = encode(Optional.of(refinement), CHAINS);
    assertImages(coder(Optional.of(refinement)).decode(refined));
    // An untrained encoder leaves more than a nat per image to gain.
    assertThat(refined.marginalBitsPerImage()).isLessThan(plain.marginalBitsPerImage() - 1.5);
    assertThatThrownBy(() -> coder(Optional.empty()).decode(refined))
        .isInstanceOf(CodingException.class)
        .hasMessageContaining("does not decode");
  }

  /// Within 1% of −ELBO, more than five standard errors of the mean over 403 images with one z each
  /// (probability of failing by chance below 10⁻⁵); also where z is made of the bits of the image
  /// before, as in one chain.
  @Test
  void theMarginalRateIsTheElbo() {
    try (LocalPosteriors q =
        session.infer(ENCODER, points, NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      double[] elbo =
          new MonteCarloElbo(100)
              .estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION))
              .value();
      double bits = -Arrays.stream(elbo).average().orElseThrow() / Math.log(2);
      for (int chains : new int[] {1, CHAINS, COUNT}) {
        assertThat(encode(Optional.empty(), chains).marginalBitsPerImage())
            .isCloseTo(bits, Offset.offset(0.01 * bits));
      }
    }
  }

  @Test
  void allBitsOfTheFileAreCounted() throws Exception {
    Message message = encode(Optional.empty(), CHAINS);
    Path file = directory.resolve("images.vaebb");
    MessageFile.write(file, message);
    double counted = message.marginalBits() + message.initialBits() + message.headerBits();
    assertThat(counted).isEqualTo(8.0 * Files.size(file));
    assertThat(message.totalBitsPerImage()).isEqualTo(8.0 * Files.size(file) / COUNT);
    assertThat(message.initialBits()).isPositive();
    // Each chain: length, initial words, checksum and a head of which 33 bits can be empty.
    assertThat(message.headerBits()).isBetween(0.0, 8 * 500.0 + CHAINS * (96 + 64));
    assertThat(MessageFile.bytes(MessageFile.read(file))).isEqualTo(Files.readAllBytes(file));
  }

  /// All bits of a small message, one by one.
  @Test
  void aFlippedBitAnywhereIsFoundAndNamed() {
    Message message = coder(Optional.empty()).encode(points.slice(0, 6), 2, 1, ORIGIN);
    byte[] bytes = MessageFile.bytes(message);
    int firstChain = bytes.length - 2 * 12 - 4 * words(message, 0) - 4 * words(message, 1);
    int secondChain = bytes.length - 12 - 4 * words(message, 1);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      int place = bit / 8;
      String where =
          place < 8
              ? "no message"
              : place < firstChain ? "header" : place < secondChain ? "chain 0" : "chain 1";
      assertThatThrownBy(() -> MessageFile.parse(FILE, damaged))
          .isInstanceOf(CodingException.class)
          .hasMessageContaining(where);
    }
  }

  private static int words(Message message, int chain) {
    return message.chains().get(chain).words().length;
  }

  @Test
  void filesThatAreCutOffOrContinued() {
    byte[] bytes =
        MessageFile.bytes(coder(Optional.empty()).encode(points.slice(0, 6), 2, 1, ORIGIN));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> MessageFile.parse(FILE, cut)).isInstanceOf(CodingException.class);
    }
    assertThatThrownBy(() -> MessageFile.parse(FILE, Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessageContaining("1 bytes follow");
  }

  /// The checksum is right, the stack is not: the hash of the images tells, or what is left below
  /// them.
  @Test
  void anotherStackIsNoMessage() {
    Message message = encode(Optional.empty(), CHAINS);
    int[] words = message.chains().getFirst().words().clone();
    words[words.length / 2] ^= 1;
    List<Message.Chain> chains = new ArrayList<>(message.chains());
    chains.set(
        0,
        new Message.Chain(
            message.chains().getFirst().head(), words, message.chains().getFirst().borrowed()));
    Message forged =
        new Message(
            message.origin(),
            message.images(),
            message.latentBits(),
            message.refinement(),
            message.seed(),
            chains);
    assertThatThrownBy(() -> coder(Optional.empty()).decode(forged))
        .hasMessageContaining("does not decode")
        .hasMessageContaining("machine is the same");
  }

  @Test
  void theSameMessageEachTime() {
    assertThat(MessageFile.bytes(encode(Optional.empty(), CHAINS)))
        .isEqualTo(MessageFile.bytes(encode(Optional.empty(), CHAINS)));
  }

  @Test
  void whatCannotBeCoded() {
    BitsBack coder = coder(Optional.empty());
    float[] grey = new float[DATA];
    grey[3] = 0.5f;
    assertThatThrownBy(
            () -> coder.encode(Points.all(Observations.ofRows(grey, DATA)), 1, 1, ORIGIN))
        .hasMessageContaining("0.5");
    assertThatThrownBy(
            () -> coder.encode(Points.all(Observations.ofRows(new float[9], 9)), 1, 1, ORIGIN))
        .hasMessageContaining("64 pixels");
    assertThatThrownBy(() -> coder.encode(points, 0, 1, ORIGIN)).hasMessageContaining("0");
    Amortized full =
        new Amortized(new FullCovarianceFamily(), DATA, LATENT, List.of(3), Activation.TANH);
    assertThatThrownBy(() -> new BitsBack(session, full, Optional.empty(), BITS))
        .hasMessageContaining("diagonal Gaussian");
    assertThatThrownBy(() -> new Refinement(0, 1, 0.1)).isInstanceOf(CodingException.class);
  }
}
