package org.vaelab.bench;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/// libtorch through DJL's tensors and autograd.
final class TorchEngine implements EngineAdapter {

  @Override
  public Workload open(Task task) {
    Fixture fixture = new Fixture(task);
    Torch torch = Torch.start(fixture.script());
    return switch (task.kind()) {
      case TRAINING -> new TorchTraining(torch, fixture, task.points());
      case SVI -> new TorchSvi(torch, fixture);
      case LIKELIHOOD -> new TorchLikelihood(torch, fixture);
      case MIXTURE -> throw new UnsupportedOperationException("libtorch has no mixtures.");
    };
  }

  @Override
  public Numbers check(Task task) {
    Fixture fixture = new Fixture(task);
    Torch torch = Torch.start(fixture.script());
    return switch (task.kind()) {
      case TRAINING -> TorchTraining.check(torch, fixture);
      case SVI -> TorchSvi.check(torch, fixture);
      case LIKELIHOOD -> TorchLikelihood.check(torch, fixture);
      case MIXTURE -> throw new UnsupportedOperationException("libtorch has no mixtures.");
    };
  }

  @Override
  public String description() {
    Torch.start().close();
    return "%d threads, libtorch %s"
        .formatted(JniUtils.getNumThreads(), Engine.getEngine(Torch.NAME).getVersion());
  }
}
