package org.vaelab.report.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.vaelab.report.Html;
import org.vaelab.report.Page;
import org.vaelab.report.Template;

/// The latent spaces of trained models, to be explored in a page, or why they cannot be.
public sealed interface Explorer {
  /// A piece of a page.
  String html();

  /// No explorer.
  ///
  /// @param why as the end of a sentence
  record Absent(String why) implements Explorer {
    public String sentence() {
      return "There is no explorer: " + why;
    }

    @Override
    public String html() {
      return Html.paragraph(sentence());
    }
  }

  /// Models of the same images.
  ///
  /// @param latent Z
  /// @param pictures x of the P pictured test images, grey levels, `[P, D]`, in Base64
  /// @param labels of the images with codes, by split; none where the set has no labels
  record Models(
      int height,
      int width,
      int latent,
      String pictures,
      Map<String, int[]> labels,
      List<ExplorerModel> models)
      implements Explorer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param x of the pictured images, from 0 to 1, `[P, D]`
    public static Models of(
        int height,
        int width,
        int latent,
        float[] x,
        Map<String, int[]> labels,
        List<ExplorerModel> models) {
      byte[] levels = new byte[x.length];
      for (int i = 0; i < x.length; i++) {
        levels[i] = (byte) Math.round(255 * Math.clamp(x[i], 0, 1));
      }
      String pictures = Base64.getEncoder().encodeToString(levels);
      return new Models(height, width, latent, pictures, labels, models);
    }

    @Override
    public String html() {
      return template("explorer.html")
          .fill(
              Map.of(
                  "style", template("explorer.css").text(),
                  "data", json(),
                  "decoder", template("decoder.js").text(),
                  "plane", template("plane.js").text(),
                  "explorer", template("explorer.js").text()));
    }

    private static Template template(String file) {
      return new Template(Explorer.class, file);
    }

    /// A script's text ends at its closing tag, wherever that stands.
    private String json() {
      try {
        return JSON.writeValueAsString(this).replace("<", "\\u003c");
      } catch (JsonProcessingException e) {
        throw new AssertionError("Records of numbers and texts always have a JSON form.", e);
      }
    }
  }

  /// A page with nothing else in it.
  default String page(String title) {
    return new Page(title, "", List.of(new Page.Section("Explorer", html()))).html();
  }
}
