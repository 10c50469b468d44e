package org.vaelab.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.plot.ImageGrid;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class RenderersTest {
  private record Person(String name, double score) {}

  private static String text(DisplayData data) {
    return (String) data.getData(MIMEType.TEXT_PLAIN);
  }

  private static String part(DisplayData data, String type) {
    return (String) data.getData(MIMEType.parse(type));
  }

  private static BufferedImage png(DisplayData data) throws Exception {
    return ImageIO.read(
        new ByteArrayInputStream(Base64.getDecoder().decode(part(data, "image/png"))));
  }

  @Test
  void plainValues() {
    assertThat(text(Renderers.render(42))).isEqualTo("42");
    assertThat(text(Renderers.render(null))).isEqualTo("null");
    assertThat(text(Renderers.render(new int[][] {{1, 2}, {3}}))).isEqualTo("[[1, 2], [3]]");
    assertThat(text(Renderers.render(new double[2000])))
        .endsWith("0.0, ... 2,000 elements in all]");
  }

  @Test
  void mapsInListsAreRows() {
    DisplayData data =
        Renderers.render(List.of(Map.of("a", 1, "b", 2.5), Map.of("b", 3, "c", "<x>")));
    assertThat(part(data, "text/html")).contains("2.5", "&lt;x&gt;");
    for (String key : List.of("a", "b", "c")) {
      assertThat(part(data, "text/html")).containsOnlyOnce("<th>" + key + "</th>");
    }
  }

  @Test
  void matricesAreTablesOfBoundedSize() {
    String small = part(Renderers.render(new double[][] {{1, 2}, {3}, null}), "text/html");
    assertThat(small).contains("<th>0</th><th>1</th>", "3.0").doesNotContain("more");
    assertThat(small.split("<tr>")).hasSize(5);
    String large = part(Renderers.render(new float[100][40]), "text/html");
    assertThat(large).contains("40 more rows", "10 more columns");
    assertThat(large.split("<td")).hasSize(60 * 30 + 1);
  }

  @Test
  void arraysWithinCollectionsShowTheirElements() {
    assertThat(text(Renderers.render(List.of(new double[] {1, 2})))).isEqualTo("[[1.0, 2.0]]");
    assertThat(text(Renderers.render(Map.of("a", List.of(new int[] {3}))))).isEqualTo("{a=[[3]]}");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    assertThat(text(Renderers.render(itself))).hasSizeLessThan(200);
  }

  @Test
  void longTextsAreCutAndSayHowLongTheyWere() {
    assertThat(text(Renderers.render(new double[200][100])))
        .hasSizeLessThan(25_000)
        .endsWith("... 200 elements in all]");
    assertThat(text(Renderers.render("x".repeat(3_000_000))))
        .hasSizeLessThan(110_000)
        .endsWith("... 3,000,000 characters in all");
    assertThat(text(Renderers.render(List.of("x".repeat(3_000_000))))).hasSizeLessThan(110_000);
  }

  private record Found(OptionalDouble score, Optional<String> name, OptionalInt rank) {}

  @Test
  void optionalsInTablesAreTheirValuesOrEmptyCells() {
    var found =
        List.of(
            new Found(OptionalDouble.empty(), Optional.of("a"), OptionalInt.of(3)),
            new Found(OptionalDouble.of(1.5), Optional.empty(), OptionalInt.empty()));
    assertThat(part(Renderers.render(found), "text/html"))
        .doesNotContain("Optional")
        .contains(">a<")
        .contains(">3<")
        .contains(">1.50000<");
  }

  @Test
  void recordsBecomeTables() {
    DisplayData one = Renderers.render(new Person("<Ada>", 1.5));
    assertThat(text(one)).isEqualTo("Person[name=<Ada>, score=1.5]");
    assertThat(part(one, "text/html")).contains("&lt;Ada&gt;").contains("1.5");
    DisplayData list = Renderers.render(List.of(new Person("a", 1), new Person("b", 2)));
    assertThat(part(list, "text/html"))
        .contains("<th>name</th><th>score</th>")
        .containsSubsequence("<td style=\"text-align:left\">a</td>", ">b</td>");
    assertThat(part(Renderers.render(List.of(1, 2)), "text/html")).isNull();
  }

  @Test
  void longTablesAreCut() {
    List<Person> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(new Person("p" + i, i));
    }
    assertThat(part(Renderers.render(many), "text/html"))
        .contains("p59")
        .doesNotContain("p60")
        .contains("40 more rows");
  }

  @Test
  void mapsBecomeTables() {
    assertThat(part(Renderers.render(Map.of("key", List.of(1))), "text/html"))
        .contains("<td style=\"text-align:left\">key</td><td style=\"text-align:left\">[1]</td>");
  }

  @Test
  void wrappedText() {
    assertThat(part(Renderers.render(new Markdown("*m*")), "text/markdown")).isEqualTo("*m*");
    assertThat(part(Renderers.render(new Latex("$x$")), "text/latex")).isEqualTo("$x$");
    assertThat(part(Renderers.render(new Latex("x^2")), "text/latex")).isEqualTo("$$x^2$$");
    assertThat(text(Renderers.render(new Html("<b>")))).isEqualTo("<b>");
  }

  @Test
  void arrays() {
    String matrix = text(Renderers.render(Nd4j.linspace(1, 100, 100).reshape(10, 10)));
    assertThat(matrix)
        .startsWith("INDArray FLOAT [10, 10]\n")
        .contains("...")
        .contains("min 1.0000, max 100.00, mean 50.500, standard deviation 28.866")
        .doesNotContain("not finite");
    String withNan = text(Renderers.render(Nd4j.createFromArray(1.0, Double.NaN, 3.0)));
    assertThat(withNan).contains("mean 2.0000").contains("1 not finite");
    assertThat(text(Renderers.render(Nd4j.scalar(2.5)))).contains("[]").contains("2.5");
    assertThat(text(Renderers.render(Nd4j.ones(2, 3, 4, 5)))).contains("first of 6 matrices");
    assertThat(text(Renderers.render(Nd4j.ones(3, 4).transpose()))).contains("[4, 3]");
  }

  @Test
  void arraysAreTablesInPages() {
    String matrix =
        part(Renderers.render(Nd4j.linspace(1, 3000, 3000).reshape(100, 30)), "text/html");
    assertThat(matrix)
        .startsWith("<p>INDArray FLOAT [100, 30]</p><table>")
        .contains("<p>80 more rows</p>", "<p>18 more columns</p>", "mean 1500.5");
    assertThat(matrix.split("<td", -1)).hasSize(20 * 12 + 1);
    assertThat(part(Renderers.render(Nd4j.createFromArray(1, 2, 3)), "text/html"))
        .contains(">3</td>")
        .doesNotContain("more");
    assertThat(part(Renderers.render(Nd4j.ones(2, 3, 4)), "text/html"))
        .contains("first of 2 matrices", ">1.0</td>");
    assertThat(part(Renderers.render(Nd4j.scalar(2.5)), "text/html")).contains(">2.5");
  }

  @Test
  void tablesOfTablesaw() {
    Table people =
        Table.create(
            "people",
            StringColumn.create("name", "Ada", "<B>"),
            IntColumn.create("age", new Integer[] {36, null}),
            DoubleColumn.create("score", 1.5, Double.NaN));
    DisplayData data = Renderers.render(people);
    assertThat(text(data))
        .isEqualTo("people: 2 rows, 3 columns\nname\tage\tscore\nAda\t36\t1.50000\n<B>\t\t");
    assertThat(part(data, "text/html"))
        .startsWith("<p>people: 2 rows, 3 columns</p>")
        .contains("<th>age</th>", ">36</td>", "&lt;B&gt;");
    Table large = Table.create("large");
    for (int column = 0; column < 40; column++) {
      large.addColumns(IntColumn.create("c" + column, new int[100]));
    }
    assertThat(part(Renderers.render(large), "text/html"))
        .contains("large: 100 rows, 40 columns", "<p>40 more rows</p>", "<p>10 more columns</p>");
    assertThat(text(Renderers.render(large))).endsWith("\n...");
  }

  @Test
  void images() throws Exception {
    DisplayData data = Renderers.render(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));
    assertThat(text(data)).isEqualTo("Image of 30 by 20 pixels");
    assertThat(png(data).getWidth()).isEqualTo(30);
  }

  @Test
  void charts() throws Exception {
    XYChart chart = new XYChartBuilder().width(300).height(200).title("t").build();
    chart.addSeries("s", new double[] {1, 2}, new double[] {3, 4});
    DisplayData data = Renderers.render(chart);
    assertThat(text(data)).isEqualTo("XYChart: t");
    assertThat(png(data).getWidth()).isEqualTo(600);
    assertThat(part(data, "image/svg+xml")).isNull(); // Exporters prefer it and strip it.
    assertThat(new Gson().toJson(data)).contains("\"width\":300").contains("\"height\":200");
    DisplayData asked = Renderers.render(Display.svg(chart));
    assertThat(part(asked, "image/svg+xml")).startsWith("<svg");
    assertThat(part(asked, "image/png")).isNull();
    assertThatThrownBy(() -> Display.svg("text")).hasMessageContaining("Only a figure or a chart");
  }

  @Test
  void figures() throws Exception {
    LineFigure figure =
        LineFigure.builder("curve", "x", "y")
            .add(new Series("s", new double[] {1, 2}, new double[] {3, 4}))
            .build();
    DisplayData data = Renderers.render(figure);
    assertThat(text(data)).isEqualTo("LineFigure: curve");
    assertThat(png(data).getHeight()).isEqualTo(figure.image().getHeight());
    assertThat(part(data, "image/svg+xml")).isNull();
    assertThat(part(Renderers.render(Display.svg(figure)), "image/svg+xml")).startsWith("<svg");
    ImageGrid grid =
        new ImageGrid(
            "grid",
            1,
            2,
            List.of(new ImageGrid.Row("r", List.of(new float[] {0, 1}))),
            List.of(),
            4,
            List.of());
    assertThat(png(Renderers.render(grid)).getWidth()).isPositive();
  }

  @Test
  void laterRenderersGoFirst() {
    record Own(int x) {}
    Renderers.register(Own.class, (own, data) -> data.putText("own " + own.x()));
    assertThat(text(Renderers.render(new Own(3)))).isEqualTo("own 3");
  }
}
