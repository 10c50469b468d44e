package org.vaelab.lab;

/// How a model is trained.
///
/// @param options that were set
public record TrainingRecipe(Options options) {

  static TrainingRecipe of(String strategy) {
    return new TrainingRecipe(Options.none().with("strategy", strategy));
  }

  /// Passes over the training images.
  public TrainingRecipe epochs(int epochs) {
    return with("epochs", epochs);
  }

  /// Images per step.
  public TrainingRecipe batch(int images) {
    return with("batch", images);
  }

  /// First Adam rate of model and encoder.
  public TrainingRecipe learningRate(double rate) {
    return with("learning-rate", rate);
  }

  /// Steps on each image's own φ before each step on the model.
  public TrainingRecipe innerSteps(int steps) {
    return with("inner-steps", steps);
  }

  /// Adam rate of these.
  public TrainingRecipe innerRate(double rate) {
    return with("inner-rate", rate);
  }

  /// Steps to find q of a new image.
  public TrainingRecipe testSteps(int steps) {
    return with("test-steps", steps);
  }

  /// `elbo` or `iwae`.
  public TrainingRecipe objective(String name) {
    return with("objective", name);
  }

  /// Samples of z per image and step.
  public TrainingRecipe samples(int count) {
    return with("train-samples", count);
  }

  /// Epochs over which the weight of the KL term rises from 0.
  public TrainingRecipe warmUp(int epochs) {
    return with("warm-up", epochs);
  }

  /// Of all random numbers.
  public TrainingRecipe seed(long seed) {
    return with("seed", seed);
  }

  /// Any other option of `./vaelab run train`, such as `gradient`.
  public TrainingRecipe with(String option, Object value) {
    return new TrainingRecipe(options.with(option, value));
  }

  /// As a report says it.
  String name() {
    return options.values().get("strategy");
  }
}
