package org.vaelab.experiment.messages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.statistics.Estimate;

/// What [Messages] found.
///
/// @param points indices of the N test images
/// @param lossy codes sent with loss
/// @param lossless images sent without loss, by steps of SVI, none first
/// @param optimum L\[q*] of each image, `[N]`, in nats
/// @param general bytes by encoders that know nothing of the images
/// @param pictures what Bob sees
/// @param dataSize pixels of an image
/// @param bits hash of the frozen test bits
record MessagesResult(
    MessagesConfig config,
    int[] points,
    Lossy lossy,
    List<BitsBackRun> lossless,
    double[] optimum,
    Map<String, Integer> general,
    MessagePictures pictures,
    int dataSize,
    String bits)
    implements Result {
  private static final double STANDARD_ERRORS = 4;
  private static final double ROUNDING = 1e-2; // Sums of hundreds of terms in single precision.
  private static final double CLOSE = 0.01;

  /// Codes rounded in one way.
  ///
  /// @param worse by how much −log p(x given z) is above that of codes which are not rounded
  record LossyRow(Rounding rounding, Transmission sent, Estimate worse) {
    Estimate bits() {
      return Estimate.of(sent.bits());
    }
  }

  /// A coder that loses nothing; bits per image.
  ///
  /// @param marginal null of a general encoder, as what follows but the bytes
  record CoderRow(
      String name,
      Double marginal,
      Double initial,
      Double header,
      double total,
      int bytes,
      Estimate negativeElbo) {
    boolean isGeneral() {
      return marginal == null;
    }
  }

  MessagesResult {
    lossless = List.copyOf(lossless);
  }

  /// What a q is called.
  static String q(BitsBackRun run) {
    return run.steps() == 0 ? "encoder" : "encoder and %d SVI steps".formatted(run.steps());
  }

  /// Bits-back coding with the encoder alone.
  BitsBackRun plain() {
    return lossless.getFirst();
  }

  /// What −ELBO is below that of the encoder's q, in bits per image.
  Estimate saved(BitsBackRun run) {
    return Estimate.ofDifference(Units.bits(run.elbo()), Units.bits(plain().elbo()));
  }

  /// L\[q*] − L\[q] of the encoder's q, in bits per image.
  Estimate amortizationGap() {
    return Estimate.ofDifference(Units.bits(optimum), Units.bits(plain().elbo()));
  }

  List<LossyRow> lossyRows() {
    List<Rounding> roundings = config.roundings();
    return IntStream.range(0, roundings.size())
        .mapToObj(
            i -> {
              Transmission sent = lossy.rounded().get(i);
              Estimate worse = Estimate.ofDifference(sent.received().nats(), lossy.means().nats());
              return new LossyRow(roundings.get(i), sent, worse);
            })
        .toList();
  }

  List<CoderRow> coders() {
    List<CoderRow> rows = new ArrayList<>();
    general.forEach(
        (name, bytes) ->
            rows.add(
                new CoderRow(
                    name,
                    null,
                    null,
                    null,
                    (double) Byte.SIZE * bytes / points.length,
                    bytes,
                    null)));
    for (BitsBackRun run : lossless) {
      rows.add(
          new CoderRow(
              run.steps() == 0 ? "bits-back" : "T = " + run.steps(),
              run.marginalBitsPerImage(),
              run.initialBitsPerImage(),
              run.headerBitsPerImage(),
              run.totalBitsPerImage(),
              run.bytes(),
              run.negativeElboBits()));
    }
    return rows;
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("messages", messages());
    tables.put("lossy", lossyTable());
    tables.put("lossless", losslessTable());
    return tables;
  }

  private Table<BitsBackRun> messages() {
    return Table.of(lossless)
        .column("q", "q of", MessagesResult::q)
        .csv("svi_steps", BitsBackRun::steps)
        .estimate("rate", "KL(q ‖ p)", "bits", run -> Estimate.of(Units.bits(run.rate())))
        .number("least", "least", "bits", "%.1f", run -> quantile(run, 0))
        .number("median", "median", "bits", "%.1f", run -> quantile(run, 0.5))
        .number("most", "most", "bits", "%.1f", run -> quantile(run, 1))
        .estimate("distortion", "−E log p(x | z)", "nats", run -> Estimate.of(run.distortion()))
        .estimate("elbo", "ELBO", "nats", run -> Estimate.of(run.elbo()))
        .estimate("saved", "below the encoder's −ELBO", "bits", this::saved);
  }

  /// KL(q ‖ p) of the image at a share of the sorted ones, in bits.
  static double quantile(BitsBackRun run, double share) {
    double[] sorted = Units.bits(run.rate());
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private Table<LossyRow> lossyTable() {
    return Table.of(lossyRows())
        .column("scheme", row -> row.rounding().scheme().label())
        .column("rounding", row -> row.rounding().name())
        .csv("size", row -> row.rounding().size())
        .estimate("bits", "sent", "bits per image", LossyRow::bits)
        .column("bytes", "bytes", row -> row.sent().bytes())
        .estimate(
            "squared_error",
            "MSE",
            "per pixel",
            "%.4f",
            row -> Estimate.of(row.sent().received().squaredError()))
        .estimate("nats", "−log p(x | z)", "nats", row -> Estimate.of(row.sent().received().nats()))
        .estimate("worse", "above μ not rounded", "nats", LossyRow::worse);
  }

  private Table<CoderRow> losslessTable() {
    return Table.of(coders())
        .column("coder", CoderRow::name)
        .number("marginal", "marginal rate", "bits", "%.2f", CoderRow::marginal)
        .estimate("negative_elbo", "−ELBO", "bits", CoderRow::negativeElbo)
        .number("initial", "initial bits", "bits", "%.2f", CoderRow::initial)
        .number("header", "header, heads, checksums", "bits", "%.2f", CoderRow::header)
        .number("total", "total", "bits per image", "%.2f", CoderRow::total)
        .column("bytes", "bytes", CoderRow::bytes);
  }

  @Override
  public Map<String, Figure> figures() {
    return new MessagesFigures(this).all();
  }

  @Override
  public String text() {
    return messages().text()
        + "\n"
        + lossyTable().text()
        + "\n"
        + losslessTable().text()
        + "\n"
        + new Findings(this).text();
  }

  @Override
  public String summary() {
    var model = config.model();
    return """
        # Alice and Bob: %s

        Alice and Bob share a VAE (decoder %d-%s-x with a mirrored encoder, %d epochs, seed %d) and its prior. Alice sends %d test images. ± is one standard error over the images; expectations by %d samples of z.

        ## Answers

        %s
        ## Messages

        The message is ẑ ~ q(z | x). With bits back it costs KL(q ‖ p) on average: Bob gets the random bits that chose ẑ back as soon as he has x.

        %s
        ## With loss

        Without x at Bob's there are no bits back, so Alice sends the mean of q, each coordinate rounded to one of 2ᵇ bins of equal mass under the prior or to a multiple of Δ, through an entropy coder with the probabilities of the prior. Bytes are those of all images in one message; MSE is that of E[x | z].

        %s
        ## Without loss

        Bits-back coding in %d chains, latent coordinates in 2^%d bins; Bob decoded every image with a session of his own, and each bit is right. With T steps of SVI on both sides from the encoder's q. The marginal rate is what the images add, and has one z for each; −ELBO is that of q refined in the same way by other noise. gzip, bzip2 and PNG code the same bits, all images in one file.

        %s
        ## Checks

        %s"""
        .formatted(
            config.data(),
            model.latent(),
            SettingSpec.text(model.hidden()).replace(',', '-'),
            model.epochs(),
            model.seed(),
            points.length,
            config.samples(),
            new Findings(this).text(),
            messages().markdown(),
            lossyTable().markdown(),
            config.chains(),
            config.latentBits(),
            losslessTable().markdown(),
            checks().markdown());
  }

  /// −ELBO = R + D, and the marginal rate is −ELBO if codes are distributed as the prior.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    for (BitsBackRun run : lossless) {
      if (!checks.plausible(q(run), "L[q]", Estimate.of(run.elbo()))) {
        continue;
      }
      double[] sum = new double[run.count()];
      Arrays.setAll(sum, i -> run.rate()[i] + run.distortion()[i]);
      Estimate residual = Estimate.ofDifference(sum, Units.negative(run.elbo()));
      double tolerance = ROUNDING + 1e-5 * Math.abs(Estimate.of(run.elbo()).mean());
      if (Math.abs(residual.mean()) > tolerance + STANDARD_ERRORS * residual.standardError()) {
        checks.fail(
            "%s: R + D is %s nats beside −ELBO; use more --samples.".formatted(q(run), residual));
      }
      double excess = run.marginalBitsPerImage() / run.negativeElboBits().mean() - 1;
      checks.note(
          "%s: the marginal rate is %.2f%% %s −ELBO%s."
              .formatted(
                  q(run),
                  100 * Math.abs(excess),
                  excess < 0 ? "below" : "above",
                  Math.abs(excess) <= CLOSE
                      ? ""
                      : ", more than 1%: one z for each image, or codes that are not distributed as the prior"));
    }
    return checks;
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (BitsBackRun run : lossless) {
      all.add(per(q(run), "KL(q ‖ p)", "nats", run.rate()));
      all.add(per(q(run), "L[q]", "nats", run.elbo()));
      all.add(Measured.of(q(run), "marginal rate", "bits", run.marginalBitsPerImage()));
      all.add(Measured.of(q(run), "file", "bytes", run.bytes()));
    }
    all.add(per("q*", "L[q*]", "nats", optimum));
    for (LossyRow row : lossyRows()) {
      String what = row.rounding().name();
      all.add(per(what, "sent", "bits", row.sent().bits()));
      all.add(per(what, "−log p(x | z)", "nats", row.sent().received().nats()));
      all.add(per(what, "MSE", "per pixel", row.sent().received().squaredError()));
    }
    return all;
  }

  private Measured per(String what, String quantity, String unit, double[] values) {
    return new Measured(what, quantity, unit, bits, points, values);
  }
}
