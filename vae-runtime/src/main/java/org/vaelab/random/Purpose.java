package org.vaelab.random;

import java.io.Serializable;
import java.util.List;

/// What a random number is for. Purposes are types: noise which an optimiser has seen cannot be
/// handed to an evaluation, as it does not compile. Numbers of different purposes are independent.
public sealed interface Purpose extends Serializable {
  Initialisation INITIALISATION = new Initialisation(1);
  Shuffling SHUFFLING = new Shuffling(2);
  Binarisation BINARISATION = new Binarisation(3);
  Training TRAINING = new Training(4);
  LocalOptimisation LOCAL_OPTIMISATION = new LocalOptimisation(5);
  Selection SELECTION = new Selection(6);
  Evaluation EVALUATION = new Evaluation(7);
  Sampling SAMPLING = new Sampling(8);
  Pilot PILOT = new Pilot(9);
  Drawing DRAWING = new Drawing(10);

  /// Goes into each of the purpose's numbers and must never change: results would change with it. A
  /// new purpose takes a key that none has had.
  long key();

  /// All there are.
  static List<Purpose> all() {
    return List.of(
        INITIALISATION,
        SHUFFLING,
        BINARISATION,
        TRAINING,
        LOCAL_OPTIMISATION,
        SELECTION,
        EVALUATION,
        SAMPLING,
        PILOT,
        DRAWING);
  }

  /// To judge what an optimiser found, with noise that it has not seen.
  sealed interface Judging extends Purpose {}

  /// Initial values of parameters.
  record Initialisation(long key) implements Purpose {}

  /// The order of minibatches.
  record Shuffling(long key) implements Purpose {}

  /// Bits of images, noise on their grey levels, masks.
  record Binarisation(long key) implements Purpose {}

  /// Samples of z for steps on θ and λ.
  record Training(long key) implements Purpose {}

  /// Samples of z for steps on φ.
  record LocalOptimisation(long key) implements Purpose {}

  /// Samples of z by which one of several results is chosen.
  record Selection(long key) implements Judging {}

  /// Samples of z for results that are reported.
  record Evaluation(long key) implements Judging {}

  /// Data, codes and pictures drawn from a model; resampling.
  record Sampling(long key) implements Purpose {}

  /// Runs that only tune a sampler.
  record Pilot(long key) implements Purpose {}

  /// Generated data sets.
  record Drawing(long key) implements Purpose {}
}
