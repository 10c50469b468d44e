package org.vaelab.experiment.latentspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LatentPictures;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.latent.Attribute;
import org.vaelab.plot.ImageGrid;
import org.vaelab.progress.Stages;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.Monitoring;

/// What codes of a VAE stand for, whether they fill the prior, what an edit of a code does to the
/// image, and whether log p(x) tells images that do not belong.
public final class LatentSpace implements Experiment<LatentSpaceConfig, LatentSpaceResult> {
  private static final int MOST_TRAINING = 10_000;
  private static final int MOST_COVERING = 2_000;
  private static final int MANIFOLD_SIDE = 14;

  @Override
  public String name() {
    return "latent-space";
  }

  @Override
  public String description() {
    return """
        Explores the codes of a VAE and of one with a plane of codes: samples, ways, traversals, codes by label,
        coverage of the prior, edits of attributes with their effect, likelihoods by class and of strange images.""";
  }

  @Override
  public Class<LatentSpaceConfig> settings() {
    return LatentSpaceConfig.class;
  }

  @Override
  public LatentSpaceResult measure(
      LatentSpaceConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData own = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    Optional<ExperimentData> others =
        config.otherImages().map(settings -> ExperimentData.open(settings, false, dataDirectory));
    others.ifPresent(other -> requireSameSize(config, own, other));
    if (own.frozenTest().count() < 2
        || others.filter(o -> o.frozenTest().count() < 2).isPresent()) {
      throw new ExperimentException(
          "Images are compared with each other; take 2 test images or more.");
    }
    ExperimentData data = others.map(other -> withOther(own, other)).orElse(own);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    Optional<Points> strange = others.map(other -> Points.all(other.frozenTest()));
    return new Run(config, data, strange, files, executor).result();
  }

  private static void requireSameSize(
      LatentSpaceConfig config, ExperimentData own, ExperimentData other) {
    FrozenObservations mine = own.frozenTest();
    FrozenObservations theirs = other.frozenTest();
    if (mine.height() != theirs.height() || mine.width() != theirs.width()) {
      throw new ExperimentException(
          "--other %s has images of %dx%d pixels, and the model is of %dx%d; name a set of that size."
              .formatted(
                  config.other(), theirs.height(), theirs.width(), mine.height(), mine.width()));
    }
  }

  /// The run's data, with hashes of the images that do not belong.
  private static ExperimentData withOther(ExperimentData own, ExperimentData other) {
    Map<String, String> images = new TreeMap<>(own.imagesSha256());
    images.put("other", other.imagesSha256().get("test"));
    return new ExperimentData(
        own.training(),
        own.frozenTrain(),
        own.frozenTest(),
        own.validation(),
        images,
        own.labels());
  }

  private record Run(
      LatentSpaceConfig config,
      ExperimentData data,
      Optional<Points> strange,
      RunFiles files,
      GraphExecutor executor) {

    LatentSpaceResult result() {
      Stages stages =
          new Stages(
              List.of(
                  new Stages.Stage("training", 9.0 * config.model().epochs() * images(), 1),
                  new Stages.Stage("training a plane", 9.0 * config.model().epochs() * images(), 1),
                  new Stages.Stage("likelihoods", 7.0 * config.points() * config.samples(), 7)));
      try (CheckpointedTraining.Outcome main = stages.next(() -> trained("model", config.model()));
          CheckpointedTraining.Outcome flat = stages.next(() -> trained("plane", config.plane()));
          Session session = session(config.model(), main);
          Session plane = session(config.plane(), flat)) {
        return stages.next(
            () ->
                result(
                    coded("main", config.model(), session),
                    coded("plane", config.plane(), plane),
                    main.fingerprint(),
                    flat.fingerprint()));
      }
    }

    private int images() {
      return data.training().count();
    }

    private int dimension() {
      return data.training().dimension();
    }

    private CheckpointedTraining.Outcome trained(String name, ModelSettings settings) {
      return new CheckpointedTraining(files, executor)
          .train(
              name,
              settings.model(dimension()),
              settings.encoder(dimension()),
              settings.training(),
              data.training(),
              Monitoring.none());
    }

    private Session session(ModelSettings settings, CheckpointedTraining.Outcome trained) {
      return new Session(executor, settings.model(dimension()), trained.parameters());
    }

    private CodedModel coded(String name, ModelSettings settings, Session session) {
      return new CodedModel(
          "%s (Z = %d)".formatted(name, settings.latent()),
          session,
          settings.encoder(dimension()),
          data.training().height(),
          data.training().width(),
          settings.seed());
    }

    private LatentSpaceResult result(
        CodedModel main, CodedModel plane, String mainParent, String planeParent) {
      long seed = config.model().seed();
      Points test = ExperimentData.chosen(data.frozenTest(), seed, config.points());
      Points train = ExperimentData.chosen(data.frozenTrain(), seed, MOST_TRAINING);
      Points covering = ExperimentData.chosen(data.frozenTest(), seed, MOST_COVERING);
      int[] testLabels = labels("test", test);
      int[] labels = labels("training", train);
      List<float[]> trainImages = Pictures.images(train.x(), dimension());
      List<float[]> testImages = Pictures.images(test.x(), dimension());
      float[][] trainCodes = main.codes(train);
      float[][] codes = main.codes(test);
      Editing editing = new Editing(main, testImages, codes, Attribute.of(trainCodes));

      Scores own = scores("test images", "test", mainParent, main, test);
      Scores fitted =
          scores(
              "training images",
              "training",
              mainParent,
              main,
              ExperimentData.chosen(data.frozenTrain(), seed, config.points()));
      return new LatentSpaceResult(
          config,
          dimension(),
          files.bits("test"),
          pictures(List.of(main, plane)),
          Ways.of(main, codes),
          traversal(main, codes),
          plane.pictures().manifold(MANIFOLD_SIDE),
          CodesByLabel.of(
              representation("pixels", trainImages, testImages),
              new CodesByLabel.Representation("z of " + main.name(), trainCodes, codes),
              new CodesByLabel.Representation(
                  "z of " + plane.name(), plane.codes(train), plane.codes(test)),
              labels,
              testLabels),
          List.of(Coverage.of(main, covering), Coverage.of(plane, covering)),
          studies(editing, trainImages, trainCodes, labels, testLabels),
          editing.identityError(main.reconstructions(test)),
          own,
          scores("test images, plane", "test-plane", planeParent, plane, test),
          fitted,
          strange(main, mainParent, own, fitted, test));
    }

    private static CodesByLabel.Representation representation(
        String name, List<float[]> train, List<float[]> test) {
      return new CodesByLabel.Representation(
          name, train.toArray(float[][]::new), test.toArray(float[][]::new));
    }

    /// None if they are not known.
    private int[] labels(String split, Points points) {
      byte[] labels = data.labels().get(split);
      return labels.length == 0
          ? new int[0]
          : Arrays.stream(points.ids()).map(id -> labels[id] & 0xFF).toArray();
    }

    private Pictures pictures(List<CodedModel> models) {
      long seed = config.model().seed();
      Points shown = ExperimentData.chosen(data.frozenTest(), seed, Pictures.COLUMNS);
      Pictures pictures = new Pictures(shown, seed);
      for (CodedModel model : models) {
        try (LocalPosteriors q = model.infer(shown)) {
          pictures.add(model.name(), model.session(), q);
        }
      }
      return pictures;
    }

    /// Of the first test image, along the coordinates whose codes vary most.
    private static ImageGrid traversal(CodedModel model, float[][] codes) {
      int[] order =
          IntStream.range(0, model.latent())
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      d ->
                          -Estimate.of(Arrays.stream(codes).mapToDouble(z -> z[d]).toArray())
                              .standardError()))
              .mapToInt(Integer::intValue)
              .limit(LatentPictures.MOST_ROWS)
              .toArray();
      return model.pictures().traversal(codes[0], order);
    }

    private static List<AttributeStudy> studies(
        Editing editing,
        List<float[]> train,
        float[][] trainCodes,
        int[] labels,
        int[] testLabels) {
      List<AttributeStudy> studies = new ArrayList<>();
      for (Stroke stroke : Stroke.values()) {
        AttributeStudy.of(stroke, editing, train, trainCodes).ifPresent(studies::add);
      }
      AttributeStudy.ofLabels(editing, train, trainCodes, labels, testLabels)
          .ifPresent(studies::add);
      return studies;
    }

    private List<Strange> strange(
        CodedModel model, String parent, Scores own, Scores fitted, Points test) {
      double centre = fitted.mean().mean();
      List<Strange> all = new ArrayList<>();
      for (Change change : Change.values()) {
        String file = change.name().toLowerCase(Locale.ROOT);
        Scores scores = scores(change.title(), file, parent, model, change.of(test));
        all.add(Strange.of(own, scores, centre));
      }
      strange.ifPresent(
          points -> {
            Scores scores = scores(config.other(), "other", parent, model, points);
            all.add(Strange.of(own, scores, centre));
          });
      return all;
    }

    private Scores scores(
        String images, String file, String parent, CodedModel model, Points points) {
      return files.remember(
          "scores/%s.json".formatted(file),
          Scores.class,
          parent,
          stored -> stored.fits(images, points.ids()),
          () -> Scores.of(images, model, points, config.samples()));
    }
  }
}
