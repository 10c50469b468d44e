package org.vaelab.experiment.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Json;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.network.ImageShape;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;

/// What a file says of the run that trained its model: all that its arrays do not tell.
///
/// @param images one channel
record ExportedRun(TrainConfig config, ImageShape images) {
  private static final String SETTINGS = "settings";
  private static final String IMAGE_SIZE = "image_size";
  private static final int MOST_SETTINGS = 1 << 16;
  private static final int LONGEST_SIDE = 1 << 14;

  /// The settings as the bytes of their JSON in UTF-8, for an array holds numbers; height and
  /// width.
  Map<String, NpyArray> arrays() {
    byte[] json = Json.text(config).getBytes(StandardCharsets.UTF_8);
    float[] codes = new float[json.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Byte.toUnsignedInt(json[i]);
    }
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put(SETTINGS, NpyArray.of(codes, codes.length));
    arrays.put(IMAGE_SIZE, NpyArray.of(new float[] {images.height(), images.width()}, 2));
    return arrays;
  }

  /// @return empty for a file without settings, which any program can have written
  /// @throws ExperimentException if they are not what [#arrays] makes
  static Optional<ExportedRun> read(Path file) {
    if (!Npz.names(file).contains(SETTINGS)) {
      return Optional.empty();
    }
    Map<String, NpyArray> arrays =
        Npz.read(file, name -> name.equals(SETTINGS) || name.equals(IMAGE_SIZE));
    String json = text(file, arrays.get(SETTINGS).doubles());
    try {
      return Optional.of(
          new ExportedRun(
              Json.read(json, TrainConfig.class), images(file, arrays.get(IMAGE_SIZE))));
    } catch (JsonProcessingException e) {
      throw damaged(file, SETTINGS, e.getOriginalMessage().lines().findFirst().orElse("no JSON"));
    }
  }

  private static String text(Path file, double[] codes) {
    if (codes.length > MOST_SETTINGS) {
      throw damaged(file, SETTINGS, "%d characters are too many".formatted(codes.length));
    }
    byte[] json = new byte[codes.length];
    for (int i = 0; i < json.length; i++) {
      json[i] = (byte) whole(file, SETTINGS, codes[i], 0, 255);
    }
    return new String(json, StandardCharsets.UTF_8);
  }

  private static ImageShape images(Path file, NpyArray size) {
    double[] sides = size == null ? new double[0] : size.doubles();
    if (sides.length != 2) {
      throw damaged(file, IMAGE_SIZE, "it needs a height and a width");
    }
    return new ImageShape(
        whole(file, IMAGE_SIZE, sides[0], 1, LONGEST_SIDE),
        whole(file, IMAGE_SIZE, sides[1], 1, LONGEST_SIDE),
        1);
  }

  private static int whole(Path file, String array, double value, int least, int most) {
    if (value != Math.rint(value) || value < least || value > most) {
      throw damaged(
          file, array, "%s is no whole number from %d to %d".formatted(value, least, most));
    }
    return (int) value;
  }

  private static ExperimentException damaged(Path file, String array, String why) {
    return new ExperimentException(
        "Array '%s' of %s does not describe a run (%s); export the run again, or leave the array out if the model is as docs/npz.md says."
            .formatted(array, file, why));
  }
}
