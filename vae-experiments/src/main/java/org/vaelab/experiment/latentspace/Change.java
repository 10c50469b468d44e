package org.vaelab.experiment.latentspace;

import org.vaelab.data.Observations;
import org.vaelab.data.Points;

/// Ways to make images that do not belong of those that do.
enum Change {
  TURNED("turned by 180°") {
    @Override
    float pixel(float[] image, int i) {
      return image[image.length - 1 - i];
    }
  },
  INVERTED("inverted") {
    @Override
    float pixel(float[] image, int i) {
      return 1 - image[i];
    }
  },
  HALVED("lower half erased") {
    @Override
    float pixel(float[] image, int i) {
      return i < image.length / 2 ? image[i] : 0;
    }
  };

  private final String title;

  Change(String title) {
    this.title = title;
  }

  abstract float pixel(float[] image, int i);

  String title() {
    return title;
  }

  Points of(Points points) {
    int size = points.observations().dimension();
    float[] rows = new float[points.count() * size];
    for (int n = 0; n < points.count(); n++) {
      float[] image = points.row(n);
      for (int i = 0; i < size; i++) {
        rows[n * size + i] = pixel(image, i);
      }
    }
    return Points.all(Observations.ofRows(rows, size));
  }
}
