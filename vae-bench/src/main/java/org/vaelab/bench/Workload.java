package org.vaelab.bench;

/// A task set up in one engine, to be run again and again. For one thread.
public interface Workload extends AutoCloseable {

  /// Sets a case up.
  static Workload open(Engine engine, BenchCase one) {
    return engine.adapter().open(one.task());
  }

  /// Does [Task#units()] units of the work.
  void run();

  @Override
  void close();
}
