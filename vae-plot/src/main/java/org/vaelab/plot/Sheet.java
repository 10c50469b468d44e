package org.vaelab.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// The page of a plot with axes: from top to bottom the title, the axes, names of groups, the x
/// label, notes and the legend. Its height follows from its text; nothing is cut off.
final class Sheet {

  static final int WIDTH = 720;

  private static final int PAD = 14;
  private static final int AXES_HEIGHT = 360;
  private static final Color NOTE_COLOR = new Color(0x555555);

  /// The words around a plot.
  ///
  /// @param groups names below equally wide parts of the x axis; if not empty, the x axis has no
  ///     ticks
  record Words(
      String title, String xLabel, String yLabel, List<String> groups, List<String> notes) {

    Words {
      groups = List.copyOf(groups);
      notes = List.copyOf(notes);
    }
  }

  private final List<String> title;
  private final List<String> yLabel;
  private final List<String> xLabel;
  private final List<List<String>> groups;
  private final Font groupFont;
  private final List<String> notes;
  private final Legend legend;
  private final Axes axes;
  private final double axesLeft;
  private final double axesTop;
  private final double groupsTop;
  private final double xLabelTop;
  private final double notesTop;
  private final double legendTop;
  private final int height;

  Sheet(Words words, Scale x, Scale y, List<Legend.Entry> entries) {
    double inner = WIDTH - 2 * PAD;
    title = Text.wrap(words.title, Text.TITLE, inner);
    yLabel = Text.wrap(y.labelled(words.yLabel), Text.LABEL, AXES_HEIGHT - 20);
    axesLeft = PAD + Text.height(yLabel, Text.LABEL);
    axesTop = PAD + Text.height(title, Text.TITLE) + 4;
    axes = new Axes(x, y, (int) (WIDTH - PAD - axesLeft), AXES_HEIGHT, words.groups.isEmpty());
    Plot plot = axes.layout(axesLeft, axesTop);

    groupsTop = axesTop + AXES_HEIGHT;
    double slot = plot.area().getWidth() / Math.max(1, words.groups.size());
    groupFont = Text.fitting(words.groups, Text.TICK, slot - 8);
    groups = words.groups.stream().map(group -> Text.wrap(group, groupFont, slot - 8)).toList();
    double groupsHeight =
        groups.stream().mapToDouble(lines -> Text.height(lines, groupFont)).max().orElse(0);
    xLabelTop = groupsTop + groupsHeight + (groups.isEmpty() ? 0 : 4);
    xLabel = Text.wrap(x.labelled(words.xLabel), Text.LABEL, plot.area().getWidth());
    notesTop = xLabelTop + Text.height(xLabel, Text.LABEL) + 4;
    notes = new ArrayList<>();
    words.notes.forEach(note -> notes.addAll(Text.wrap(note, Text.NOTE, inner)));
    legendTop = notesTop + Text.height(notes, Text.NOTE) + 6;
    legend = new Legend(entries, inner);
    height = (int) Math.ceil(legendTop + legend.height() + PAD);
  }

  int height() {
    return height;
  }

  /// Where the legend is.
  Rectangle2D legendArea() {
    return new Rectangle2D.Double(
        (WIDTH - legend.width()) / 2, legendTop, legend.width(), legend.height());
  }

  /// Where the data are.
  Rectangle2D plotArea() {
    return axes.layout(axesLeft, axesTop).area();
  }

  /// Draws the page, and the data clipped to the plot area.
  void paint(Graphics2D g, BiConsumer<Graphics2D, Plot> data) {
    Text.draw(g, title, Text.TITLE, Text.INK, WIDTH / 2.0, PAD, Text.Align.CENTRE);
    Plot plot = axes.paint(g, axesLeft, axesTop);
    Rectangle2D area = plot.area();
    Text.drawUpwards(g, yLabel, Text.LABEL, Text.INK, PAD, area.getCenterY());
    for (int i = 0; i < groups.size(); i++) {
      double centre = area.getX() + area.getWidth() * (i + 0.5) / groups.size();
      Text.draw(g, groups.get(i), groupFont, Text.INK, centre, groupsTop, Text.Align.CENTRE);
    }
    Text.draw(g, xLabel, Text.LABEL, Text.INK, area.getCenterX(), xLabelTop, Text.Align.CENTRE);
    Text.draw(g, notes, Text.NOTE, NOTE_COLOR, WIDTH / 2.0, notesTop, Text.Align.CENTRE);
    legend.paint(g, legendArea().getX(), legendTop);

    Shape clip = g.getClip();
    g.clip(area);
    data.accept(g, plot);
    g.setClip(clip);
  }
}
