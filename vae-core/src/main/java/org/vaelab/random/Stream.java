package org.vaelab.random;

/// What a random number is for. Numbers of different streams are independent, so noise that an
/// optimiser has seen never enters an evaluation.
public enum Stream {
  INITIALISATION,
  SHUFFLING,
  BINARISATION,
  TRAINING,
  LOCAL_OPTIMISATION,
  SELECTION,
  EVALUATION,
  SAMPLING,
  PILOT
}
