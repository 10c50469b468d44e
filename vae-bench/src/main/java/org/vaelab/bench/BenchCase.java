package org.vaelab.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The cases that `vaelab bench` compares the engines on.
public enum BenchCase {
  TRAIN_20("train-20", Task.training(20)),
  TRAIN_100("train-100", Task.training(100)),
  TRAIN_1000("train-1000", Task.training(1000)),
  SVI_100("svi-100", Task.svi(100, 100)),
  SVI_1000("svi-1000", Task.svi(1000, 1000)),
  IWAE("iwae", Task.likelihood(100, 5000)),
  CONV_100("conv-100", Task.training(100).with(Task.Architecture.CONVOLUTIONAL)),
  VAMP_100("vamp-100", Task.training(100).with(Task.Architecture.VAMP_PRIOR)),
  FLOW_SVI_100("flow-svi-100", Task.svi(100, 100).with(Task.Architecture.PLANAR_FLOW)),
  MADE_100("made-100", Task.training(100).with(Task.Architecture.MADE).withHidden(500)),
  GMM("gmm", Task.mixture(10_000, 20, 10));

  private final String label;
  private final Task task;

  BenchCase(String label, Task task) {
    this.label = label;
    this.task = task;
  }

  public String label() {
    return label;
  }

  public Task task() {
    return task;
  }

  /// @throws IllegalArgumentException if there is no such case
  public static BenchCase of(String label) {
    return Arrays.stream(values())
        .filter(one -> one.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no case '%s'; choose from %s.".formatted(label, labels())));
  }

  static String labels() {
    return Arrays.stream(values()).map(BenchCase::label).collect(Collectors.joining(", "));
  }
}
