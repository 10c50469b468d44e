package org.vaelab.experiment.exchange;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.vaelab.data.Points;

/// What encoders that know nothing of the images make of the same bits, all images in one file and
/// each encoder at its best: of pixels packed eight to a byte or one to a byte, at its highest
/// level.
public final class GeneralEncoders {
  private GeneralEncoders() {}

  private interface Encoder {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  /// Bytes by encoder.
  ///
  /// @param points whose values are 0 or 1
  public static Map<String, Integer> bytes(Points points) {
    float[] x = points.x();
    byte[] wide = new byte[x.length];
    byte[] packed = new byte[(x.length + Byte.SIZE - 1) / Byte.SIZE];
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 1) {
        wide[i] = (byte) 255;
        packed[i / Byte.SIZE] |= (byte) (128 >> i % Byte.SIZE);
      }
    }
    Map<String, Integer> bytes = new LinkedHashMap<>();
    try {
      bytes.put("gzip", Math.min(size(BestGzip::new, wide), size(BestGzip::new, packed)));
      Encoder bzip2 = BZip2CompressorOutputStream::new; // Its default is the largest block.
      bytes.put("bzip2", Math.min(size(bzip2, wide), size(bzip2, packed)));
      bytes.put("PNG", png(x, points.observations().width()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static int size(Encoder encoder, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = encoder.over(bytes)) {
      out.write(content);
    }
    return bytes.size();
  }

  /// One picture of one bit a pixel, the images below one another.
  private static int png(float[] x, int width) throws IOException {
    BufferedImage picture =
        new BufferedImage(width, x.length / width, BufferedImage.TYPE_BYTE_BINARY);
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 1) {
        picture.setRGB(i % width, i / width, 0xFFFFFF);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(picture, "png", bytes);
    return bytes.size();
  }
}
