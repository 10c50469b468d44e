package org.vaelab.algorithm;

/// Keeps states, so that an algorithm that was ended goes on where it was.
@FunctionalInterface
public interface Checkpoints<S> {

  /// Keeps the state in which the algorithm was interrupted.
  void save(S state);

  /// Keeps one of the algorithm's milestones.
  default void milestone(S state) {
    save(state);
  }

  /// Keeps nothing.
  static <S> Checkpoints<S> none() {
    return state -> {};
  }
}
