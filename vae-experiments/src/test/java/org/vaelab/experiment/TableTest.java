package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.vaelab.statistics.Estimate;

class TableTest {
  private record Row(String name, int count, Estimate value, OptionalDouble seconds) {}

  private static final Table<Row> TABLE =
      Table.of(
              List.of(
                  new Row(
                      "a, \"b\"", 3, new Estimate(-90.123456, 0.25, 3), OptionalDouble.of(1.25)),
                  new Row("c", 1, new Estimate(-8.5, Double.NaN, 1), OptionalDouble.empty())))
          .column("model", Row::name)
          .csv("count", Row::count)
          .estimate("log_p_hat", "log p̂", "nats", Row::value)
          .number("seconds", "time", "s", "%.1f", Row::seconds)
          .shown("twice", row -> 2 * row.count());

  @Test
  void csvHasAllDigitsErrorsAndNamesOnly() {
    assertThat(TABLE.csv())
        .isEqualTo(
            """
            model,count,log_p_hat,log_p_hat_se,seconds
            "a, ""b""\",3,-90.123456,0.25,1.25
            c,1,-8.5,NaN,
            """);
  }

  @Test
  void peopleSeeTitlesUnitsAndRoundedNumbers() {
    assertThat(TABLE.markdown())
        .isEqualTo(
            """
            | model | log p̂ (nats) | time (s) | twice |
            |---|---|---|---|
            | a, "b" | -90.12 ± 0.25 | 1.3 | 6 |
            | c | -8.50 |  | 2 |
            """);
    assertThat(TABLE.text())
        .isEqualTo(
            """
            model   log p̂          time  twice
                    nats           s
            a, "b"  -90.12 ± 0.25  1.3   6
            c       -8.50                2
            """);
  }

  @Test
  void anEstimateThatIsNotThereLeavesBothOfItsCellsEmpty() {
    var rows = List.of(new Row("d", 2, null, OptionalDouble.of(3)));
    assertThat(new Table<>(rows, TABLE.columns()).csv()).endsWith("\nd,2,,,3.0\n");
  }

  @Test
  void aTableWithoutRowsHasItsHeader() {
    assertThat(new Table<>(List.<Row>of(), TABLE.columns()).csv())
        .isEqualTo("model,count,log_p_hat,log_p_hat_se,seconds\n");
  }
}
