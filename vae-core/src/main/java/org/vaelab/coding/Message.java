package org.vaelab.coding;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Images as a bits-back message, in chains: image i is in chain i modulo their number.
///
/// @param origin where it comes from
/// @param images what they are
/// @param latentBits b of a latent coordinate's bins
/// @param refinement of q, if there was any
/// @param seed of the initial bits
/// @param chains the stacks
public record Message(
    Origin origin,
    Images images,
    int latentBits,
    Optional<Refinement> refinement,
    long seed,
    List<Chain> chains) {

  /// @param contentSha256 hash of the IDX file of these images, in lower-case hex
  public record Images(int count, int height, int width, String contentSha256) {
    /// Pixels of an image, D.
    public int dimension() {
      return height * width;
    }
  }

  /// A stack as encoding left it.
  ///
  /// @param head from 2³¹ to 2⁶³
  /// @param words below it, the lowest first
  /// @param borrowed words of initial bits that encoding took
  public record Chain(long head, int[] words, int borrowed) {
    static Chain of(AnsChain chain) {
      return new Chain(chain.head(), chain.words(), chain.borrowed());
    }

    double bits() {
      return AnsChain.bits(head, words.length);
    }
  }

  public Message {
    chains = List.copyOf(chains);
  }

  /// The random bits at the bottom of a chain.
  RandomGenerator initial(int chain) {
    return initial(seed, chain);
  }

  static RandomGenerator initial(long seed, int chain) {
    return NoiseSource.of(seed, Purpose.SAMPLING).at(chain);
  }

  /// Bits that the images added to the chains: what is on them, less the initial bits.
  public double marginalBits() {
    return chains.stream().mapToDouble(Chain::bits).sum() - initialBits();
  }

  /// The marginal rate in bits per image, to compare with −ELBO.
  public double marginalBitsPerImage() {
    return marginalBits() / images.count();
  }

  /// Bits that the chains had to begin with. They are in the message, too, and come out again when
  /// it is read; where the sender has nothing else to send in them, they are lost.
  public double initialBits() {
    double bits = 0;
    for (int i = 0; i < chains.size(); i++) {
      bits += (double) Integer.SIZE * chains.get(i).borrowed() + new AnsChain(initial(i)).bits();
    }
    return bits;
  }

  /// Bits of the file beyond those of [#marginalBits] and [#initialBits]: header, checksums, and
  /// what heads of 64 bits hold beyond their logarithm.
  public double headerBits() {
    return (double) Byte.SIZE * MessageFile.size(this) - marginalBits() - initialBits();
  }

  /// All of it, in bits per image.
  public double totalBitsPerImage() {
    return (double) Byte.SIZE * MessageFile.size(this) / images.count();
  }
}
