package org.vaelab.statistics;

import java.util.Arrays;

/// The one-to-one assignment of rows to columns with the largest total value (Kuhn 1955; in the
/// form with potentials of Jonker and Volgenant 1987, O(n³)).
public final class OptimalAssignment {
  private OptimalAssignment() {}

  /// @param values `[rows][columns]`, finite, rows ≤ columns
  /// @return the column of each row
  public static int[] ofLargest(double[][] values) {
    int rows = values.length;
    int columns = rows == 0 ? 0 : values[0].length;
    if (rows > columns) {
      throw new IllegalArgumentException(
          "%d rows cannot each have one of %d columns; add columns of zeros."
              .formatted(rows, columns));
    }
    double[] rowPotential = new double[rows];
    double[] columnPotential = new double[columns];
    int[] rowOf = new int[columns];
    Arrays.fill(rowOf, -1);
    for (int row = 0; row < rows; row++) {
      assign(row, values, rowPotential, columnPotential, rowOf);
    }
    int[] columnOf = new int[rows];
    for (int column = 0; column < columns; column++) {
      if (rowOf[column] >= 0) {
        columnOf[rowOf[column]] = column;
      }
    }
    return columnOf;
  }

  /// Gives one more row a column by the shortest augmenting path over reduced costs, which are
  /// never negative: cost[r][c] − rowPotential[r] − columnPotential[c], cost = −value.
  private static void assign(
      int newRow, double[][] values, double[] rowPotential, double[] columnPotential, int[] rowOf) {
    int columns = rowOf.length;
    double[] distance = new double[columns];
    int[] before = new int[columns];
    boolean[] reached = new boolean[columns];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    Arrays.fill(before, -1);
    int row = newRow;
    int last = -1;
    double length = 0;
    do {
      int nearest = -1;
      for (int column = 0; column < columns; column++) {
        if (reached[column]) {
          continue;
        }
        double reduced = -values[row][column] - rowPotential[row] - columnPotential[column];
        if (length + reduced < distance[column]) {
          distance[column] = length + reduced;
          before[column] = last;
        }
        if (nearest < 0 || distance[column] < distance[nearest]) {
          nearest = column;
        }
      }
      reached[nearest] = true;
      length = distance[nearest];
      last = nearest;
      row = rowOf[nearest];
    } while (row >= 0);
    rowPotential[newRow] += length;
    for (int column = 0; column < columns; column++) {
      if (reached[column] && column != last) {
        rowPotential[rowOf[column]] += length - distance[column];
        columnPotential[column] -= length - distance[column];
      }
    }
    for (int column = last; column >= 0; column = before[column]) {
      rowOf[column] = before[column] < 0 ? newRow : rowOf[before[column]];
    }
  }
}
