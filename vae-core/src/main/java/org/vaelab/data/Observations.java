package org.vaelab.data;

public interface Observations {
  int count();

  int dimension();

  void copyRow(int index, long epoch, float[] out, int offset);

  default float[] batch(int[] indices, long epoch) {
    float[] rows = new float[Math.multiplyExact(indices.length, dimension())];
    for (int i = 0; i < indices.length; i++) {
      copyRow(indices[i], epoch, rows, i * dimension());
    }
    return rows;
  }
}
