package org.vaelab.experiment.comparison;

import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;

/// What is compared: how q of an image is found while the model is trained, and afterwards.
public enum Strategy {
  /// An encoder.
  AMORTIZED(new Encoder()),
  /// The model of [#AMORTIZED]; for a new image, SVI from the encoder's q.
  AMORTIZED_THEN_SVI(new EncoderThenSteps()),
  /// Each visit's steps begin at the family's initial row.
  SVI_ZERO(new Visits(InnerLoop.Start.ZERO)),
  /// Each visit's steps begin where the image's last visit ended.
  SVI_WARM(new Visits(InnerLoop.Start.WARM)),
  /// The same with the optimiser's moments kept.
  SVI_CONTINUED(new Visits(InnerLoop.Start.CONTINUED)),
  /// Five steps from the encoder's q, in training and for a new image.
  SEMI_AMORTIZED_5(new Refinement(5)),
  /// Twenty of them.
  SEMI_AMORTIZED_20(new Refinement(20));

  /// What differs between the strategies.
  private sealed interface Kind {
    /// Numbers of steps on φ before each step on θ that are tried.
    List<Integer> innerSteps(SviVsAmortizedConfig config);

    InferenceStrategy make(SviVsAmortizedConfig config, Amortized encoder, LocalOptimisation inner);
  }

  private record Encoder() implements Kind {
    @Override
    public List<Integer> innerSteps(SviVsAmortizedConfig config) {
      return List.of(0);
    }

    @Override
    public InferenceStrategy make(
        SviVsAmortizedConfig config, Amortized encoder, LocalOptimisation inner) {
      return encoder;
    }
  }

  private record EncoderThenSteps() implements Kind {
    @Override
    public List<Integer> innerSteps(SviVsAmortizedConfig config) {
      return List.of(0);
    }

    @Override
    public InferenceStrategy make(
        SviVsAmortizedConfig config, Amortized encoder, LocalOptimisation inner) {
      return new SemiAmortized(encoder, config.testTime(), config.testTime());
    }
  }

  private record Visits(InnerLoop.Start start) implements Kind {
    @Override
    public List<Integer> innerSteps(SviVsAmortizedConfig config) {
      return config.innerSteps();
    }

    @Override
    public InferenceStrategy make(
        SviVsAmortizedConfig config, Amortized encoder, LocalOptimisation inner) {
      return new Svi(encoder.family(), new InnerLoop(inner, start), config.testTime());
    }
  }

  private record Refinement(int steps) implements Kind {
    @Override
    public List<Integer> innerSteps(SviVsAmortizedConfig config) {
      return List.of(steps);
    }

    @Override
    public InferenceStrategy make(
        SviVsAmortizedConfig config, Amortized encoder, LocalOptimisation inner) {
      return new SemiAmortized(encoder, inner, inner);
    }
  }

  private final Kind kind;

  Strategy(Kind kind) {
    this.kind = kind;
  }

  /// The name in tables, file names and options.
  public String label() {
    return SettingSpec.text(this);
  }

  @Override
  public String toString() {
    return label();
  }

  /// The strategy whose training gives the model.
  public Strategy trainedAs() {
    return kind instanceof EncoderThenSteps ? AMORTIZED : this;
  }

  boolean isSvi() {
    return kind instanceof Visits;
  }

  boolean isSemiAmortized() {
    return kind instanceof Refinement;
  }

  /// Whether training has an inner loop, whose rate and length are chosen.
  boolean hasInnerLoop() {
    return isSvi() || isSemiAmortized();
  }

  /// Numbers of steps on φ before each step on θ that the pilot tries.
  List<Integer> innerSteps(SviVsAmortizedConfig config) {
    return kind.innerSteps(config);
  }

  /// Gradients of one image's bound that inference takes for a new image.
  int testGradients(SviVsAmortizedConfig config) {
    return switch (kind) {
      case Encoder _ -> 0;
      case EncoderThenSteps _, Visits _ -> config.testSteps();
      case Refinement refinement -> refinement.steps();
    };
  }

  /// @param tuning of the inner loop, where there is one and the model is trained
  public InferenceStrategy make(
      SviVsAmortizedConfig config, int dataSize, Optional<Tuning> tuning) {
    LocalOptimisation inner =
        tuning
            .filter(Tuning::hasInnerSteps)
            .map(chosen -> chosen.inner(config.trainSamples()))
            .orElse(config.testTime());
    return kind.make(config, config.model().encoder(dataSize), inner);
  }
}
