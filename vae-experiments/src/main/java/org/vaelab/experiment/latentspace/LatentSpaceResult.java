package org.vaelab.experiment.latentspace;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [LatentSpace] found.
///
/// @param dataSize pixels of an image
/// @param bits hash of the frozen test bits
/// @param pictures samples and reconstructions
/// @param coverage of the prior by the codes of the model and of the plane
/// @param studies edited attributes
/// @param identityError of decoded codes, see [Editing#identityError]
/// @param test log p̂ of test images
/// @param planeTest the same under the model with two dimensions
/// @param train log p̂ of training images
/// @param strange images that do not belong
record LatentSpaceResult(
    LatentSpaceConfig config,
    int dataSize,
    String bits,
    Pictures pictures,
    Ways ways,
    ImageGrid traversal,
    ImageGrid manifold,
    CodesByLabel codes,
    List<Coverage> coverage,
    List<AttributeStudy> studies,
    double identityError,
    Scores test,
    Scores planeTest,
    Scores train,
    List<Strange> strange)
    implements Result {
  private static final double LARGEST_ERROR = 1e-4;
  private static final double ROUNDING = 1e-3;

  /// Test images of a label.
  record ClassRow(int label, Estimate logLikelihood) {}

  /// By label; none if the labels are not known.
  List<ClassRow> classes() {
    int[] labels = codes.labels();
    return Arrays.stream(labels)
        .distinct()
        .sorted()
        .mapToObj(
            label ->
                new ClassRow(
                    label,
                    Estimate.of(
                        IntStream.range(0, labels.length)
                            .filter(i -> labels[i] == label)
                            .mapToDouble(i -> test.logLikelihood()[i])
                            .toArray())))
        .toList();
  }

  List<Effect> effects() {
    return studies.stream().flatMap(study -> study.effects().stream()).toList();
  }

  private Table<Coverage> coverageTable() {
    return Table.of(coverage)
        .column("model", Coverage::model)
        .estimate("kl", "E KL(q(z | x) ‖ p(z))", "nats", c -> c.aggregate().kl())
        .estimate(
            "information_lower",
            "I_q(x; z), at least",
            "nats",
            c -> c.aggregate().information().lower())
        .estimate("information_upper", "at most", "nats", c -> c.aggregate().information().upper())
        .estimate("marginal_lower", "KL(q(z) ‖ p(z)), at least", "nats", c -> c.aggregate().lower())
        .estimate("marginal_upper", "at most", "nats", c -> c.aggregate().upper())
        .estimate(
            "by_coordinate",
            "Σ_d KL(q(z_d) ‖ p(z_d)), at least",
            "nats",
            "%.3f",
            Coverage::byCoordinate)
        .estimate(
            "energy_distance", "energy distance from the prior", "", "%.3f", Coverage::distance);
  }

  private Table<ClassRow> classTable() {
    return Table.of(classes())
        .column("label", ClassRow::label)
        .estimate("log_p", "log p̂(x)", "nats", ClassRow::logLikelihood)
        .column("images", row -> row.logLikelihood().count());
  }

  private Table<Strange> strangeTable() {
    return Table.of(strange)
        .column("images", row -> row.scores().images())
        .estimate("log_p", "log p̂(x)", "nats", row -> row.scores().mean())
        .estimate("auroc", "AUROC of log p̂", "", "%.3f", Strange::byLikelihood)
        .estimate("auroc_typicality", "of its typicality", "", "%.3f", Strange::byTypicality)
        .column("unreliable", "estimates with too heavy tails", row -> row.scores().unreliable())
        .column("count", "of", row -> row.scores().points().length);
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new LinkedHashMap<>();
    tables.put("coverage", coverageTable());
    tables.put("effects", Effect.table(effects()));
    tables.put("strange-images", strangeTable());
    if (codes.labels().length > 0) {
      tables.put("nearest-means", codes.table());
      tables.put("class-likelihoods", classTable());
    }
    return tables;
  }

  @Override
  public Map<String, Figure> figures() {
    return new LatentSpaceFigures(this).all();
  }

  @Override
  public String text() {
    return String.join(
        "\n", coverageTable().text(), strangeTable().text(), new Findings(this).text());
  }

  @Override
  public String summary() {
    var model = config.model();
    return """
        # Latent space: %s

        A decoder %d-%s-x with a mirrored encoder and the same with a plane of codes (Z = 2), %d epochs each, seed %d. Measured on %d test images; ± is one standard error over images. log p̂(x) is by importance sampling from the encoder's q, K = %d: %s nats (plane: %s), training images %s.

        ## Answers

        %s
        ## Do the codes fill the prior?

        E KL(q(z | x) ‖ p(z)) = I_q(x; z) + KL(q(z) ‖ p(z)) (Hoffman and Johnson 2016), q(z) the mixture over %d test images: I cannot be found above log N = %.2f nats, so where it is larger the bounds of KL(q(z) ‖ p(z)) are far apart. The sum over coordinates is KL(q(z) ‖ p(z)) less the total correlation of q(z), a lower bound that needs no more than one coordinate's I below log N; its error is at most the one given. The energy distance is between one code of each image and as many draws of the prior.

        %s
        ## Editing

        z + α (z̄ − z), z the mean of an image's q, z̄ the mean code of the tenth of the training images with most of an attribute, or of those with the next label. The control moves to the mean code of all training images. Thickness and slant are measured on the pixels of a decoded image that have at least half of its maximum; labels by the nearest mean of the training images, in pixels.

        %s
        %s## Images that do not belong

        AUROC is the probability that a test image has the larger score: 1 tells them apart always, 0.5 never, and below 0.5 the strange images have the larger one. The typicality of an image is −|log p̂(x) − its mean over training images|. Where weights have too heavy tails, log p̂ is too low: the encoder has no good q for such images.

        %s
        ## Checks

        %s"""
        .formatted(
            config.data(),
            model.latent(),
            SettingSpec.text(model.hidden()).replace(',', '-'),
            model.epochs(),
            model.seed(),
            test.points().length,
            config.samples(),
            test.mean(),
            planeTest.mean(),
            train.mean(),
            new Findings(this).text(),
            coverage.getFirst().codes().length,
            coverage.getFirst().aggregate().information().ceiling(),
            coverageTable().markdown(),
            Effect.table(effects()).markdown(),
            labelled(),
            strangeTable().markdown(),
            checks().markdown());
  }

  private String labelled() {
    return codes.labels().length == 0
        ? ""
        : """
        ## By label

        How often the nearest class mean of the training images is right about test images, and log p̂ of these:

        %s
        %s
        """
            .formatted(codes.table().markdown(), classTable().markdown());
  }

  /// Bounds that can be, and decoded codes that are what they must be: the reconstruction at α = 0
  /// and at both ends of a way, which are the codes themselves, and the image of z̄ at α = 1.
  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(2, dataSize);
    checks.plausible(test.images(), "log p̂", test.mean());
    checks.plausible(planeTest.images(), "log p̂", planeTest.mean());
    for (Coverage each : coverage) {
      checks.atLeastZero(each.model() + ": E KL(q(z | x) ‖ p(z))", each.aggregate().kl(), ROUNDING);
    }
    return identityError <= LARGEST_ERROR
        ? checks.note(
            "Ends of ways and edits with α = 0 are the reconstructions, edits with α = 1 the image of z̄ (%.1g of a pixel's range)."
                .formatted(identityError))
        : checks.fail(
            "An edit with α = 0 or 1 is off by %.2g of a pixel's range from what it must be."
                .formatted(identityError));
  }

  @Override
  public List<Measured> measured() {
    return List.of(
        new Measured(
            coverage.getFirst().model(),
            "log p̂",
            "nats",
            bits,
            test.points(),
            test.logLikelihood()),
        new Measured(
            coverage.getLast().model(),
            "log p̂",
            "nats",
            bits,
            planeTest.points(),
            planeTest.logLikelihood()));
  }
}
