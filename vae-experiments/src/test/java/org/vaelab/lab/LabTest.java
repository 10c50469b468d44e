package org.vaelab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.train.Train;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.network.Activation;
import org.vaelab.notebook.VaeToolkit;

/// The one-liners of notebooks.
@ExtendWith(MutedProgress.class)
class LabTest {
  private static final int SIDE = 6;

  @TempDir private Path folder;

  private LabData data;

  @BeforeEach
  void writeImages() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? 90 : 30;
      byte[] pixels = new byte[count * SIDE * SIDE];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i / SIDE % 3 == i / (SIDE * SIDE) % 3 ? 230 : i % 17);
      }
      Idx.writeImages(
          own.resolve(split + "-images-idx3-ubyte"),
          new ImageSet(count, SIDE, SIDE, pixels, new byte[0]));
    }
    data = Lab.data(own.toString());
  }

  private static TrainingRecipe few(TrainingRecipe recipe) {
    return recipe.epochs(3).batch(20).seed(4);
  }

  private VaeRecipe vae() {
    return Lab.vae(data)
        .latent(2)
        .hidden(8)
        .with("samples", 100)
        .with("curve-points", 10)
        .with("likelihood-points", 12);
  }

  static Stream<TrainingRecipe> recipes() {
    return Stream.of(
        Lab.amortized(),
        Lab.svi().innerSteps(2).testSteps(5),
        Lab.semiAmortized().innerSteps(2).testSteps(5));
  }

  /// The same settings give the same numbers as the experiment does, to the last digit.
  @ParameterizedTest
  @MethodSource("recipes")
  void numbersAreThoseOfTheCommand(TrainingRecipe recipe) throws Exception {
    VaeRecipe vae = vae();
    try (Trained trained = vae.train(few(recipe))) {
      TrainConfig config = data.options().and(vae.options()).and(few(recipe).options()).config();
      Experiment<TrainConfig, ?> train = new Train();
      Path out = folder.resolve("run");
      train.run(config, RunDirectory.create(out), Optional.empty(), GraphExecutor.standard());
      JsonNode numbers = new ObjectMapper().readTree(out.resolve("result.json").toFile());
      LogLikelihood measured = trained.logLikelihood(100);
      assertThat(measured.mean().mean()).isEqualTo(numbers.get("test_log_p_hat").doubleValue());
      assertThat(measured.elbo().mean()).isEqualTo(numbers.get("test_elbo").doubleValue());
      assertThat(trained.history().getLast().gradientEvaluations())
          .isEqualTo(numbers.get("gradient_evaluations").longValue());
      assertThat(measured.toString()).contains("log p̂", "K", "100");
      assertThat(measured.curve().csv()).contains("100");
    }
  }

  @Test
  void modelsOfOneStrategyAreToldApartByTheirSettings() {
    try (Trained one = vae().train(few(Lab.svi().innerSteps(1)));
        Trained two = vae().train(few(Lab.svi().innerSteps(2)));
        Trained again = vae().train(few(Lab.svi().innerSteps(2)));
        Trained amortized = vae().train(few(Lab.amortized()))) {
      Comparison all = Lab.compare(one, two, again, amortized);
      assertThat(all.table().toString())
          .contains("svi, inner-steps 1 ", "svi, inner-steps 2 ", "svi, inner-steps 2 (2) ")
          .containsPattern("(?m)^amortized  ");
      assertThat(all.curves().csv()).contains("svi, inner-steps 2 (2), test");
      assertThat(all.gaps(3).figure().csv()).contains("svi, inner-steps 1");
    }
  }

  @Test
  void everythingShowsItself() {
    try (Trained amortized = vae().train(few(Lab.amortized()));
        Trained svi = vae().train(few(Lab.svi().innerSteps(2).testSteps(5)))) {
      Comparison both = Lab.compare(amortized, svi);
      List<Object> values =
          List.of(
              data,
              data.test().first(5),
              amortized,
              amortized.samples(7),
              amortized.logLikelihood(50),
              amortized.gaps(5),
              both,
              both.table(),
              both.gaps(5));
      VaeToolkit toolkit = new VaeToolkit();
      for (Object value : values) {
        assertThat(toolkit.html(value)).as("%s", value).isPresent();
        assertThat(toolkit.html(value).orElseThrow()).containsAnyOf("<img ", "<table>");
        assertThat(value.toString()).isNotBlank().doesNotContain("@");
      }
      assertThat(both.table().toString()).contains("amortized", "svi", "above the first");
      assertThat(both.gaps(5).models().getLast().parts()).isEqualTo(svi.gaps(5).parts());
      assertThat(both.gaps(5).figure().csv()).contains("amortization gap", "svi");
      assertThat(both.curvesBySeconds().csv()).contains("svi, test");
      assertThat(both.curvesByGradients().csv()).contains("amortized, train");
      assertThat(amortized.toString()).contains("--strategy amortized", "--epochs 3");
      assertThat(toolkit.html("text")).isEmpty();
    }
  }

  @Test
  void codesAreDecodedAndImagesEncoded() {
    try (Trained trained = vae().train(few(Lab.amortized()))) {
      Images images = data.test().first(3);
      float[][] codes = trained.encode(images);
      assertThat(codes).hasDimensions(3, 2);
      Images decoded = trained.decode(codes);
      assertThat(decoded.count()).isEqualTo(3);
      assertThat(decoded.image(2))
          .hasSize(SIDE * SIDE)
          .containsExactly(trained.decode(codes[2]).image(0));
      Images way = trained.interpolate(codes[0], codes[1], 3);
      float[] middle = {(codes[0][0] + codes[1][0]) / 2, (codes[0][1] + codes[1][1]) / 2};
      assertThat(way.image(0)).containsExactly(decoded.image(0), Offset.offset(1e-5f));
      assertThat(way.image(1))
          .containsExactly(trained.decode(middle).image(0), Offset.offset(1e-5f));
      assertThat(way.image(2)).containsExactly(decoded.image(1), Offset.offset(1e-5f));
      assertThat(trained.samples(4).pixels()).hasSize(4 * SIDE * SIDE);
      assertThat(trained.reconstruct(4).rows()).hasSize(2);
      assertThatThrownBy(() -> trained.decode(new float[3]))
          .isInstanceOf(ExperimentException.class)
          .hasMessage("Code 0 has 3 numbers; z of this model has 2.");
    }
  }

  @Test
  void aSavedModelIsThatOfTheExport() {
    Path file = folder.resolve("vae.npz");
    try (Trained trained = vae().prior("mixture").train(few(Lab.amortized()))) {
      trained.save(file.toString());
      try (var read = ImportedModel.read(file, Activation.TANH)) {
        assertThat(read.model()).isEqualTo(trained.model());
        assertThat(read.parameters().values().get("decoder.W0"))
            .containsExactly(trained.parameters().values().get("decoder.W0"));
      }
    }
  }

  @Test
  void aClosedModelSaysSo() {
    Trained trained = vae().train(few(Lab.amortized()));
    new VaeToolkit().released(trained); // As when its cell runs again.
    trained.close();
    assertThatThrownBy(() -> trained.samples(1))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("The model 'amortized' is closed; train it again.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prior", "network", "likelihood", "family"})
  void unknownNamesAreAnsweredWithAll(String option) {
    assertThatThrownBy(() -> vae().with(option, "odd"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("expected one of")
        .hasMessageContaining("'odd'");
  }

  @Test
  void unknownSettingsAndWrongCombinationsAreRefused() {
    assertThatThrownBy(() -> vae().with("laten", 3))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("There is no setting 'laten'; there are data, ");
    assertThatThrownBy(() -> vae().likelihood("lecture").train(Lab.amortized()))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("--hidden none");
    assertThatThrownBy(() -> Lab.data("cifar")).hasMessageContaining("cifar");
    assertThatThrownBy(Lab::compare).isInstanceOf(ExperimentException.class);
  }

  @Test
  void labelsAreThoseOfTheirSplit() throws Exception {
    assertThat(data.trainLabels()).isEmpty();
    byte[] train = new byte[90];
    byte[] test = new byte[30];
    train[7] = (byte) 200;
    test[3] = 9;
    Idx.writeLabels(folder.resolve("own/train-labels-idx1-ubyte"), train);
    Idx.writeLabels(folder.resolve("own/test-labels-idx1-ubyte"), test);
    assertThat(data.trainLabels()).hasSize(90).contains(200, Index.atIndex(7));
    assertThat(data.testLabels()).hasSize(30).contains(9, Index.atIndex(3));
  }
}
