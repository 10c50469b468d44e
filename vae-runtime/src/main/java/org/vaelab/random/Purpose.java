package org.vaelab.random;

/// What a random number is for. Numbers of different streams are independent, so noise that an
/// optimiser has seen never enters an evaluation.
///
/// The key of a constant goes into each of its numbers and must never change: results would change
/// with it. A new constant takes a key that none has had.
public enum Purpose {
  INITIALISATION(1),
  SHUFFLING(2),
  BINARISATION(3),
  TRAINING(4),
  LOCAL_OPTIMISATION(5),
  SELECTION(6),
  EVALUATION(7),
  SAMPLING(8),
  PILOT(9),
  DRAWING(10);

  private final long key;

  Purpose(long key) {
    this.key = key;
  }

  long key() {
    return key;
  }
}
