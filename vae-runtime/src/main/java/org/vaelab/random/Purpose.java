package org.vaelab.random;

import java.util.List;

/// What a random number is for. Purposes are types, so that noise which an optimiser has seen
/// cannot
/// be handed to an evaluation: it does not compile. Numbers of different purposes are independent.
public sealed interface Purpose {
  Initialisation INITIALISATION = new Initialisation();
  Shuffling SHUFFLING = new Shuffling();
  Binarisation BINARISATION = new Binarisation();
  Training TRAINING = new Training();
  LocalOptimisation LOCAL_OPTIMISATION = new LocalOptimisation();
  Selection SELECTION = new Selection();
  Evaluation EVALUATION = new Evaluation();
  Sampling SAMPLING = new Sampling();
  Pilot PILOT = new Pilot();
  Drawing DRAWING = new Drawing();

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
  record Initialisation() implements Purpose {
    @Override
    public long key() {
      return 1;
    }
  }

  /// The order of minibatches.
  record Shuffling() implements Purpose {
    @Override
    public long key() {
      return 2;
    }
  }

  /// Bits of images, noise on their grey levels, masks.
  record Binarisation() implements Purpose {
    @Override
    public long key() {
      return 3;
    }
  }

  /// Samples of z for steps on θ and λ.
  record Training() implements Purpose {
    @Override
    public long key() {
      return 4;
    }
  }

  /// Samples of z for steps on φ.
  record LocalOptimisation() implements Purpose {
    @Override
    public long key() {
      return 5;
    }
  }

  /// Samples of z by which one of several results is chosen.
  record Selection() implements Judging {
    @Override
    public long key() {
      return 6;
    }
  }

  /// Samples of z for results that are reported.
  record Evaluation() implements Judging {
    @Override
    public long key() {
      return 7;
    }
  }

  /// Data, codes and pictures drawn from a model; resampling.
  record Sampling() implements Purpose {
    @Override
    public long key() {
      return 8;
    }
  }

  /// Runs that only tune a sampler.
  record Pilot() implements Purpose {
    @Override
    public long key() {
      return 9;
    }
  }

  /// Generated data sets.
  record Drawing() implements Purpose {
    @Override
    public long key() {
      return 10;
    }
  }
}
