package org.vaelab.experiment.amortization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// The tables of [AmortizationResult].
record AmortizationTables(AmortizationResult result) {

  /// A cost that does not depend on the machine.
  private record Crossing(String what, String unit, long perImage, long once, long images) {}

  Map<String, Table<?>> all() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("encoders", encoders());
    tables.put("regression", result.regression().table());
    tables.put("svi-by-steps", steps());
    tables.put("crossings", crossings());
    tables.put("timings", times());
    if (!result.studies().isEmpty()) {
      tables.put("held-out-classes", heldOut());
      tables.put("held-out-parts", parts());
    }
    return tables;
  }

  Table<EncoderResult> encoders() {
    return Table.of(result.encoders())
        .column("encoder", EncoderResult::name)
        .column("images", "training images", EncoderResult::images)
        .estimate("train_elbo", "L[q], train", "nats", e -> Estimate.of(e.train().elbo()))
        .estimate("train_gap", "gap, train", "nats", e -> result.train().gap(e.train()))
        .estimate("test_elbo", "L[q], test", "nats", e -> Estimate.of(e.test().elbo()))
        .estimate("test_gap", "gap, test", "nats", e -> result.test().gap(e.test()))
        .csv("gradients", EncoderResult::gradients)
        .csv("training_seconds", EncoderResult::seconds);
  }

  Table<SviQuality> steps() {
    return Table.of(result.svi())
        .column("steps", "T, steps from the prior", SviQuality::steps)
        .number("rate", "best initial rate", "", "%s", SviQuality::rate)
        .estimate("elbo", "L[q], test", "nats", each -> Estimate.of(each.elbo()))
        .estimate(
            "above_encoder",
            "above the encoder",
            "nats",
            each -> Estimate.ofDifference(each.elbo(), result.alone().test().elbo()));
  }

  Table<?> crossings() {
    Cost cost = result.cost();
    return Table.of(
            List.of(
                new Crossing(
                    "gradients",
                    "gradients of an image's bound",
                    cost.sviGradients(1),
                    cost.trainingGradients(),
                    cost.gradientCrossing()),
                new Crossing(
                    "parameters kept",
                    "bytes",
                    cost.sviBytes(1),
                    cost.encoderBytes(),
                    cost.memoryCrossing()),
                new Crossing(
                    "with the optimiser's moments",
                    "bytes",
                    cost.sviBytesWithMoments(1),
                    cost.encoderBytesWithMoments(),
                    cost.memoryCrossingWithMoments())))
        .column("what", Crossing::what)
        .column("unit", Crossing::unit)
        .column("svi_per_image", "SVI, each image", Crossing::perImage)
        .column("encoder_once", "encoder, once", Crossing::once)
        .column("images", "SVI needs more from N =", Crossing::images);
  }

  private record Timed(Timings.Method method, int points) {}

  Table<?> times() {
    List<Timed> rows =
        IntStream.of(result.timings().counts())
            .boxed()
            .flatMap(n -> Stream.of(Timings.Method.values()).map(m -> new Timed(m, n)))
            .toList();
    return Table.of(rows)
        .column("method", row -> SettingSpec.text(row.method()))
        .column("images", "N", Timed::points)
        .number(
            "seconds",
            "median",
            "seconds",
            "%.4g",
            r -> result.timings().median(r.method(), r.points()))
        .number(
            "least_seconds",
            "least",
            "seconds",
            "%.4g",
            r -> result.timings().least(r.method(), r.points()))
        .number(
            "most_seconds",
            "most",
            "seconds",
            "%.4g",
            r -> result.timings().most(r.method(), r.points()));
  }

  Table<HeldOutStudy.Row> heldOut() {
    return Table.of(result.studies().stream().flatMap(study -> study.rows().stream()).toList())
        .column("class", "class left out", HeldOutStudy.Row::label)
        .column("images", "test images", HeldOutStudy.Row::images)
        .column("decoder", HeldOutStudy.Row::decoder)
        .column("encoder", HeldOutStudy.Row::encoder)
        .estimate("elbo_q", "L[q]", "nats", row -> Estimate.of(row.own().elbo()))
        .estimate("elbo_q_star", "L[q*]", "nats", row -> Estimate.of(row.q().elbo()))
        .estimate("gap", "amortization gap", "nats", row -> row.q().gap(row.own()));
  }

  private record Part(int label, String images, HeldOutStudy.Images of) {}

  Table<?> parts() {
    return Table.of(
            result.studies().stream()
                .flatMap(
                    s ->
                        Stream.of(
                            new Part(s.label(), HeldOutStudy.OF_IT, s.unseen()),
                            new Part(s.label(), HeldOutStudy.OTHERS, s.seen())))
                .toList())
        .column("class", "class left out", Part::label)
        .column("images", "test images", Part::images)
        .estimate("cost", "L[q] lost", "nats", part -> part.of().cost())
        .estimate("of_decoder", "by the decoder", "nats", part -> part.of().ofDecoder())
        .estimate("of_encoder", "by the encoder", "nats", part -> part.of().ofEncoder())
        .estimate(
            "of_blind_encoder",
            "by an encoder without it, decoder of all",
            "nats",
            part -> part.of().ofBlindEncoder());
  }
}
