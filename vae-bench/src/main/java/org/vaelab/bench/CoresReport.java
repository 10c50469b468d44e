package org.vaelab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;

/// Tables and figure of [Cores].
///
/// @param machine where it was measured
record CoresReport(String machine, CoreModel model, List<Cores.Times> times) {
  private static final List<Integer> PREDICTED = List.of(4, 8, 16);
  private static final int MOST = 16;

  private record Row(Cores.Times times, Work work, double one, double all) {}

  String text() {
    return machine + "\n" + hardware().text() + "\n" + measured().text() + "\n" + more().text();
  }

  /// Writes the figure `speed-up` and the tables `hardware.csv`, `cores.csv` and
  /// `predictions.csv`.
  void write(RunDirectory directory) {
    figure().save(directory.path(), "speed-up");
    directory.writeText("hardware.csv", hardware().csv());
    directory.writeText("cores.csv", measured().csv());
    directory.writeText("predictions.csv", predictions().csv());
  }

  private int cores() {
    return model.all().cores();
  }

  private Table<Hardware> hardware() {
    return Table.of(List.of(model.one(), model.all()))
        .column("cores", Hardware::cores)
        .column("GFLOP/s", hardware -> rounded("%.0f", 1e-9 * hardware.operations()))
        .column("GB/s of Adam", hardware -> rounded("%.0f", 1e-9 * hardware.adamBytes()))
        .column("us a section", hardware -> rounded("%.2f", 1e6 * hardware.sectionSeconds()));
  }

  private List<Row> rows() {
    return times.stream()
        .map(
            one ->
                new Row(
                    one,
                    Work.of(one.timed().task()),
                    Spread.of(one.one()).median(),
                    Spread.of(one.all()).median()))
        .toList();
  }

  /// What was measured, beside what the model says of as many cores.
  private Table<Row> measured() {
    return Table.of(rows())
        .column("case", row -> row.times().timed().label())
        .column("ms on 1", row -> rounded("%.3f", 1e3 * row.one()))
        .column("ms on " + cores(), row -> rounded("%.3f", 1e3 * row.all()))
        .column("predicted", row -> rounded("%.3f", 1e3 * predicted(row, cores()).seconds()))
        .column("efficiency", row -> rounded("%.2f", row.times().efficiency(cores())))
        .column("of peak on 1", row -> ofPeak(row.work(), row.one(), model.one()))
        .column("of peak on " + cores(), row -> ofPeak(row.work(), row.all(), model.all()));
  }

  private static String ofPeak(Work work, double seconds, Hardware hardware) {
    return rounded("%.0f%%", 100 * work.operations() / seconds / hardware.operations());
  }

  /// Speed-ups over one core; in brackets if every core adds bandwidth.
  private Table<Row> more() {
    Table<Row> table = Table.of(rows()).shown("speed-up", row -> row.times().timed().label());
    for (int cores : PREDICTED) {
      table =
          table.shown(
              "on " + cores,
              row ->
                  rounded(
                      "%.1f (%.1f)",
                      row.one() / predicted(row, cores).seconds(),
                      row.one() / model.predict(row.work(), row.one(), cores, true).seconds()));
    }
    return table.shown("bound on " + MOST, row -> predicted(row, MOST).bound());
  }

  private CoreModel.Prediction predicted(Row row, int cores) {
    return model.predict(row.work(), row.one(), cores, false);
  }

  private record Predicted(String label, boolean growing, CoreModel.Prediction prediction) {}

  private Table<Predicted> predictions() {
    List<Predicted> all = new ArrayList<>();
    for (Row row : rows()) {
      for (int cores = 1; cores <= MOST; cores *= 2) {
        for (boolean growing : new boolean[] {false, true}) {
          all.add(
              new Predicted(
                  row.times().timed().label(),
                  growing,
                  model.predict(row.work(), row.one(), cores, growing)));
        }
      }
    }
    return Table.of(all)
        .csv("case", Predicted::label)
        .csv("cores", one -> one.prediction().cores())
        .csv("bandwidth_grows", Predicted::growing)
        .csv("seconds", one -> one.prediction().seconds())
        .csv("arithmetic_seconds", one -> one.prediction().arithmetic())
        .csv("uneven_seconds", one -> one.prediction().uneven())
        .csv("memory_seconds", one -> one.prediction().memory())
        .csv("waiting_seconds", one -> one.prediction().waiting())
        .csv("bound", one -> one.prediction().bound());
  }

  private LineFigure figure() {
    double[] cores = IntStream.rangeClosed(1, MOST).asDoubleStream().toArray();
    LineFigure.Builder figure =
        LineFigure.builder("Predicted speed-up over one core", "cores", "time on 1 / time");
    for (Row row : rows()) {
      double[] speedUp = new double[cores.length];
      for (int i = 0; i < cores.length; i++) {
        speedUp[i] = row.one() / predicted(row, i + 1).seconds();
      }
      figure.add(new Series(row.times().timed().label(), cores, speedUp));
    }
    return figure.yFrom(0).build();
  }

  private static String rounded(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
