package org.vaelab.data;

import java.util.Objects;

/// Some of the data points of others.
record Subset(Observations of, int[] indices) implements Observations {
  Subset {
    indices = indices.clone();
    for (int index : indices) {
      Objects.checkIndex(index, of.count());
    }
  }

  @Override
  public int count() {
    return indices.length;
  }

  @Override
  public int dimension() {
    return of.dimension();
  }

  @Override
  public int height() {
    return of.height();
  }

  @Override
  public int width() {
    return of.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    of.copyRow(indices[index], epoch, out, offset);
  }

  @Override
  public boolean masked() {
    return of.masked();
  }

  @Override
  public void copyMask(int index, long epoch, float[] out, int offset) {
    of.copyMask(indices[index], epoch, out, offset);
  }
}
