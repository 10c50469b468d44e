package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;

/// Places arrays in one stretch of memory so that arrays which live at the same time do not
/// overlap. Positions are in elements and multiples of 16, so that floats begin at a cache line.
final class Arena {
  private static final int LINE = 16;

  private final List<Place> places = new ArrayList<>();
  private long size;

  private record Place(long from, long to, int firstStep, int lastStep) {}

  /// @param firstStep index of the step that writes the array
  /// @param lastStep index of the last that reads it
  /// @return the array's position
  long place(long count, int firstStep, int lastStep) {
    long length = (count + LINE - 1) / LINE * LINE;
    List<Place> alive =
        places.stream()
            .filter(p -> p.firstStep <= lastStep && firstStep <= p.lastStep)
            .sorted(java.util.Comparator.comparingLong(Place::from))
            .toList();
    long position = 0;
    for (Place place : alive) {
      if (place.from - position >= length) {
        break;
      }
      position = Math.max(position, place.to);
    }
    places.add(new Place(position, position + length, firstStep, lastStep));
    size = Math.max(size, position + length);
    return position;
  }

  long size() {
    return size;
  }
}
