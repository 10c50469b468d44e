package org.vaelab.coding;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A stack of symbols as one long number: range asymmetric numeral systems (Duda 2013,
/// "Asymmetric numeral systems"), with a head from 2³¹ to 2⁶³ and words of 32 bits below it.
///
/// A symbol of probability f / 2ʳ adds r − log₂ f bits. To pop a symbol under any distribution is
/// the exact inverse of pushing it, so random bits can be turned into samples and back. Where more
/// is popped than was pushed, words come from a generator: they are the initial bits of bits-back
/// coding.
public final class AnsChain {
  /// The smallest head, which says nothing.
  static final long EMPTY = 1L << 31;

  /// The most bits of a probability.
  public static final int MOST_BITS = 31;

  private static final int WORD = 32;

  private final RandomGenerator initial;
  private long head;
  private int[] words;
  private int size;
  private int borrowed;

  /// An empty stack, of which no more can be popped than was pushed.
  public AnsChain() {
    this(AnsChain::none, EMPTY, new int[0]);
  }

  /// A stack with random bits at its bottom, as many as are asked for.
  ///
  /// @param initial gives the head's lower bits, then the words below it, the topmost first
  AnsChain(RandomGenerator initial) {
    this(initial, head(initial), new int[0]);
  }

  private static long none() {
    throw new IllegalStateException("More was popped than was pushed.");
  }

  private static long head(RandomGenerator initial) {
    return EMPTY | initial.nextInt() >>> 1;
  }

  /// A stack as it was left.
  ///
  /// @param words the lowest first, copied
  /// @throws IllegalArgumentException if the head is none
  AnsChain(RandomGenerator initial, long head, int[] words) {
    if (head < EMPTY) {
      throw new IllegalArgumentException("%d is no head of a chain.".formatted(head));
    }
    this.initial = initial;
    this.head = head;
    this.words = words.clone();
    size = words.length;
  }

  /// Pushes a symbol that takes the numbers from `start` to `start + frequency − 1` of 2ʳ.
  ///
  /// @param frequency at least 1
  /// @param bits r, at most [#MOST_BITS]
  public void push(int start, int frequency, int bits) {
    long limit = (EMPTY >>> bits << WORD) * frequency; // 2⁶³ for a symbol that is certain.
    if (Long.compareUnsigned(head, limit) >= 0) {
      append((int) head);
      head >>>= WORD;
    }
    head = (head / frequency << bits) + head % frequency + start;
  }

  /// The number from 0 to 2ʳ − 1 that tells which symbol is on top.
  public int top(int bits) {
    return (int) (head & (1L << bits) - 1);
  }

  /// Pops the symbol on top, which takes the numbers as in [#push].
  public void pop(int start, int frequency, int bits) {
    head = frequency * (head >>> bits) + top(bits) - start;
    if (head < EMPTY) {
      head = head << WORD | Integer.toUnsignedLong(take());
    }
  }

  private void append(int word) {
    if (size == words.length) {
      words = Arrays.copyOf(words, Math.max(16, 2 * size));
    }
    words[size++] = word;
  }

  private int take() {
    if (size == 0) {
      borrowed++;
      return initial.nextInt();
    }
    return words[--size];
  }

  long head() {
    return head;
  }

  /// A copy of the words below the head, the lowest first.
  int[] words() {
    return Arrays.copyOf(words, size);
  }

  /// Words that came from the generator.
  int borrowed() {
    return borrowed;
  }

  /// How many bits are on the stack: the logarithm of the number that it is.
  public double bits() {
    return bits(head, size);
  }

  /// The same of a stack as it was left, to the bit's fraction that its head says.
  static double bits(long head, int words) {
    return (double) WORD * words + (Math.log(head) - Math.log(EMPTY)) / Math.log(2);
  }

  /// Bytes of the words and of the head, without what a file says about them.
  public int bytes() {
    return Integer.BYTES * size + Long.BYTES;
  }

  /// Whether nothing is left but the bits of a generator: the end of decoding.
  ///
  /// @param fresh the generator at its start
  /// @param count of its words
  boolean holdsOnly(RandomGenerator fresh, int count) {
    if (head != head(fresh) || size != count) {
      return false;
    }
    for (int i = size - 1; i >= 0; i--) {
      if (words[i] != fresh.nextInt()) {
        return false;
      }
    }
    return true;
  }
}
