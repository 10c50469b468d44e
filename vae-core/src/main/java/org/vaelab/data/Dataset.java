package org.vaelab.data;

import java.util.Optional;

/// A named data set, divided. All parts hold images of one size.
///
/// @param name what the set is called in results
/// @param train images to learn from
/// @param validation images to choose by, where the set has its own
/// @param test images to evaluate on
public record Dataset(String name, ImageSet train, Optional<ImageSet> validation, ImageSet test) {

  /// @throws DataException if the parts differ in height or width
  public Dataset {
    requireSameSize(name, train, "test", test);
    validation.ifPresent(set -> requireSameSize(name, train, "validation", set));
  }

  public int height() {
    return train.height();
  }

  public int width() {
    return train.width();
  }

  /// Pixels of one image, D.
  public int dimension() {
    return train.dimension();
  }

  private static void requireSameSize(String name, ImageSet train, String part, ImageSet set) {
    if (set.height() != train.height() || set.width() != train.width()) {
      throw new DataException(
          "Data set %s has %dx%d training images but %dx%d %s images; all must have one size."
              .formatted(name, train.height(), train.width(), set.height(), set.width(), part));
    }
  }
}
