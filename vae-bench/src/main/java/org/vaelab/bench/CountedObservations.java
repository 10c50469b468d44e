package org.vaelab.bench;

import org.vaelab.data.Observations;

/// Data that interrupt the thread which reads them once a number of batches was read.
final class CountedObservations implements Observations {
  private final Observations data;
  private int left;

  CountedObservations(Observations data) {
    this.data = data;
  }

  void interruptAfter(int batches) {
    left = batches;
  }

  @Override
  public void batch(int[] indices, long epoch, float[] out) {
    if (--left == 0) {
      Thread.currentThread().interrupt();
    }
    data.batch(indices, epoch, out);
  }

  @Override
  public int count() {
    return data.count();
  }

  @Override
  public int dimension() {
    return data.dimension();
  }

  @Override
  public int height() {
    return data.height();
  }

  @Override
  public int width() {
    return data.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    data.copyRow(index, epoch, out, offset);
  }
}
