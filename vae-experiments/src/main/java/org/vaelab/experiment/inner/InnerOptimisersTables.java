package org.vaelab.experiment.inner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// The tables of [InnerOptimisersResult].
record InnerOptimisersTables(InnerOptimisersResult result) {
  private record EndOf(InnerOptimisersResult.OfModel of, Curve.End end) {}

  Map<String, Table<?>> all() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("costs", costs());
    tables.put("ends", ends());
    tables.put("step-seconds", timings());
    tables.put("optima", targets());
    return tables;
  }

  Table<Row> costs() {
    return Table.of(result.rows())
        .column("start", Row::start)
        .column("optimiser", Row::method)
        .number("gradients", "gradients", "", "%.0f", Row::medianGradients)
        .column("gradients_k", "K", row -> each(row.gradients(), a -> a.end().samples()))
        .column("gradients_t", "T", row -> each(row.gradients(), a -> a.end().steps()))
        .number("seconds", "time", "seconds", "%.3g", Row::medianSeconds)
        .column("seconds_k", "K by seconds", row -> each(row.seconds(), a -> a.end().samples()))
        .column("seconds_t", "T by seconds", row -> each(row.seconds(), a -> a.end().steps()))
        .column("arrived", "models", r -> "%d of %d".formatted(r.gradients().size(), r.models()))
        .csv("gaps", row -> each(row.gradients(), a -> a.gap().mean()))
        .csv("gaps_se", row -> each(row.gradients(), a -> a.gap().standardError()))
        .csv("candidates", row -> each(row.gradients(), a -> a.end().candidate()));
  }

  /// One for each model.
  private static String each(List<Arrival> arrivals, Function<Arrival, ?> of) {
    return arrivals.stream().map(of).map(String::valueOf).collect(Collectors.joining("; "));
  }

  Table<?> ends() {
    List<EndOf> ends =
        result.ofModels().stream()
            .flatMap(of -> of.curve().ends().stream().map(end -> new EndOf(of, end)))
            .toList();
    return Table.of(ends)
        .csv("seed", row -> row.of().curve().seed())
        .csv("start", row -> row.of().curve().start())
        .csv("optimiser", row -> row.of().curve().method())
        .csv("samples", row -> row.end().samples())
        .csv("steps", row -> row.end().steps())
        .csv("gradients", row -> row.end().gradients())
        .csv("seconds", row -> result.seconds(row.of().curve().method(), row.end()))
        .csv("candidate", row -> row.end().candidate())
        .csv("selection_gap", row -> row.end().selectionGap())
        .estimate("gap", "", "nats", row -> row.of().target().gap(row.end().elbo()));
  }

  private record Timed(Method method, int samples) {}

  Table<?> timings() {
    Timings timings = result.timings();
    List<Timed> rows =
        result.config().samples().stream()
            .flatMap(k -> Stream.of(Method.values()).map(method -> new Timed(method, k)))
            .toList();
    return Table.of(rows)
        .column("samples", "K", Timed::samples)
        .column("optimiser", Timed::method)
        .number(
            "seconds", "median", "seconds", "%.3g", r -> timings.median(r.method(), r.samples()))
        .number(
            "least_seconds",
            "least",
            "seconds",
            "%.3g",
            r -> timings.least(r.method(), r.samples()))
        .number(
            "most_seconds", "most", "seconds", "%.3g", r -> timings.most(r.method(), r.samples()))
        .number(
            "seconds_per_gradient",
            "median / K",
            "seconds",
            "%.3g",
            r -> timings.median(r.method(), r.samples()) / r.samples());
  }

  Table<Target> targets() {
    return Table.of(result.targets())
        .column("seed", "model's seed", Target::seed)
        .estimate("elbo", "L[q*]", "nats", target -> Estimate.of(target.test().elbo()))
        .estimate("doubling", "by the second half of the steps", "nats", "%.3f", Target::doubling)
        .estimate("encoder", "L[q*] − L[encoder's q]", "nats", t -> t.gap(t.encoder()))
        .estimate("prior", "L[q*] − L[prior]", "nats", target -> target.gap(target.prior()));
  }
}
