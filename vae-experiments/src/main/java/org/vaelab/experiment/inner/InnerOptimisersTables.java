package org.vaelab.experiment.inner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// The tables of [InnerOptimisersResult].
record InnerOptimisersTables(InnerOptimisersResult result) {
  private static final double MILLI = 1e-3;

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
        .number("gradients", "gradients", "an image", "%.0f", Row::medianGradients)
        .column("gradients_k", "K", row -> each(row.gradients(), a -> a.end().samples()))
        .column("gradients_t", "T", row -> each(row.gradients(), a -> a.end().steps()))
        .number("milliseconds", "time", "ms an image", "%.3g", row -> milli(row.medianSeconds()))
        .column("seconds_k", "K", row -> each(row.seconds(), a -> a.end().samples()))
        .column("seconds_t", "T", row -> each(row.seconds(), a -> a.end().steps()))
        .column("arrived", "models", r -> "%d of %d".formatted(r.gradients().size(), r.models()))
        .csv("gaps", row -> each(row.gradients(), a -> a.gap().mean()))
        .csv("gaps_se", row -> each(row.gradients(), a -> a.gap().standardError()))
        .csv("candidates", row -> each(row.gradients(), a -> a.end().candidate()));
  }

  /// One for each model.
  private static String each(List<Arrival> arrivals, Function<Arrival, ?> of) {
    return arrivals.stream().map(of).map(String::valueOf).collect(Collectors.joining("; "));
  }

  private static OptionalDouble milli(OptionalDouble seconds) {
    return seconds.isPresent()
        ? OptionalDouble.of(seconds.getAsDouble() / MILLI)
        : OptionalDouble.empty();
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

  Table<StepSeconds> timings() {
    return Table.of(result.timings())
        .column("samples", "K", StepSeconds::samples)
        .column("optimiser", StepSeconds::method)
        .number("ms", "a step", "ms an image", "%.3g", one -> one.median() / MILLI)
        .number("least_ms", "least", "ms an image", "%.3g", one -> one.least() / MILLI)
        .number("most_ms", "most", "ms an image", "%.3g", one -> one.most() / MILLI)
        .number(
            "ms_per_gradient",
            "a gradient",
            "ms an image",
            "%.3g",
            one -> one.median() / MILLI / one.samples());
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
