package org.vaelab.algorithm;

import java.util.function.Consumer;

/// Keeps states, so that an algorithm that was ended goes on where it was.
@FunctionalInterface
public interface Checkpoints<S> {

  /// Called at each of the algorithm's milestones.
  void milestone(S state);

  /// Keeps the state in which the algorithm was interrupted. An interrupted notebook runs no more
  /// of its own code, so by default this is left to whoever gets the state from the driver.
  default void save(S state) {}

  /// Keeps milestones and what an interrupt leaves in the same way.
  static <S> Checkpoints<S> saving(Consumer<S> action) {
    return new Checkpoints<>() {
      @Override
      public void milestone(S state) {
        action.accept(state);
      }

      @Override
      public void save(S state) {
        action.accept(state);
      }
    };
  }

  /// Keeps nothing.
  static <S> Checkpoints<S> none() {
    return state -> {};
  }
}
