package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;

/// Models of any parts, trained and measured.
@ExtendWith(MutedProgress.class)
class TrainTest {
  private static final List<String> PARTS =
      List.of("prior", "network", "likelihood", "family", "strategy", "objective", "gradient");
  private static final String SMALL =
      "--latent 3 --hidden 8 --channels 2,3 --q-layers 2 --q-hidden 4 --q-context 2 --epochs 2 --batch 35 --samples 200 --curve-points 10"
          + " --likelihood-points 20";

  private static final List<String> OF_PARTS = List.of("inner-start", "encoder-training");

  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  private Outcome train(String options, Path out) {
    Map<String, String> values = new LinkedHashMap<>();
    String[] words = (SMALL + " --data " + images + " --out " + out + " " + options).split(" +");
    for (int i = 0; i + 1 < words.length; i += 2) {
      values.put(words[i], words[i + 1]);
    }
    List<String> arguments = new ArrayList<>(List.of("run", "train"));
    values.forEach((option, value) -> arguments.addAll(List.of(option, value)));
    return run(arguments.toArray(String[]::new));
  }

  /// Every constant of every option that chooses a part, with what it needs beside it.
  static Stream<String> parts() {
    return SettingsForm.of(TrainConfig.class).settings().stream()
        .filter(setting -> PARTS.contains(setting.option()) || OF_PARTS.contains(setting.option()))
        .flatMap(
            setting ->
                setting.choices().stream()
                    .map(choice -> "--%s %s".formatted(setting.option(), choice)))
        .map(option -> (option + " " + needs(option)).strip());
  }

  /// What else the summary names of the parts.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--beta 0.5; β = 0.5",
        "--free-bits 0.1; 0.1 nats free per latent dimension",
        "--warm-up 2; rising over 2 epochs",
        "--likelihood gaussian --binarisation dequantised; from log p̂, the density of (level + u) / 256, u uniform.",
        "--prior vamp --family full; with an encoder of its own"
      })
  void partsAreNamedWithTheirValues(String options, String named) throws Exception {
    Path out = folder.resolve("run");
    assertThat(train(options, out).status()).isZero();
    assertThat(Files.readString(out.resolve("summary.md"))).contains(named);
  }

  private static String needs(String option) {
    return switch (option) {
      case "--likelihood lecture" -> "--hidden none";
      case "--likelihood discretised-logistic" -> "--binarisation none";
      case "--objective iwae" -> "--train-samples 5";
      case "--gradient dreg", "--gradient vimco" -> "--objective iwae --train-samples 5";
      case "--strategy svi", "--strategy semi-amortized" -> "--inner-steps 3 --test-steps 5";
      case "--inner-start warm", "--inner-start continued", "--inner-start zero" ->
          "--strategy svi --inner-steps 3 --test-steps 5";
      case "--encoder-training bound",
          "--encoder-training refined",
          "--encoder-training through-steps" ->
          "--strategy semi-amortized --inner-steps 3 --test-steps 5";
      default -> "";
    };
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartTrainsAndIsMeasured(String options) throws Exception {
    Path out = folder.resolve("run");
    Outcome outcome = train(options, out);
    assertThat(outcome.err().lines()).allMatch(line -> line.startsWith("vaelab: note: "));
    assertThat(outcome.status()).isZero();
    String[] words = options.split(" ");
    String used = Files.readString(out.resolve("summary.md"));
    String part = words[0].substring(2);
    assertThat(used)
        .contains(
            PARTS.contains(part)
                ? "| %s | %s".formatted(part, words[1])
                : (part.equals("inner-start") ? "start " : "encoder trained on: ") + words[1]);
    JsonNode numbers = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    for (String name :
        List.of(
            "test_elbo",
            "test_elbo_se",
            "test_log_p_hat",
            "test_log_p_hat_se",
            "train_elbo",
            "seconds",
            "gradient_evaluations")) {
      assertThat(numbers.get(name).isNumber()).as(name).isTrue();
      assertThat(numbers.get(name).doubleValue()).as(name).isFinite();
    }
    // Two epochs move the bound by far more than its noise.
    assertThat(numbers.get("test_log_p_hat").doubleValue())
        .isGreaterThanOrEqualTo(numbers.get("test_elbo").doubleValue());
    assertThat(numbers.get("test_elbo_se").doubleValue()).isPositive();
    for (String figure : List.of("elbo-by-epoch", "samples", "reconstructions")) {
      assertThat(out.resolve(figure + ".png")).isNotEmptyFile();
    }
    assertThat(Files.readAllLines(out.resolve("metrics.csv"))).hasSize(3);
    assertThat(Files.readAllLines(out.resolve("latent.csv"))).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--gradient stl --objective iwae; use --objective elbo, or --gradient pathwise.",
        "--gradient score-function --objective iwae; use --objective elbo",
        "--gradient learned-baseline --objective iwae; use --objective elbo",
        "--gradient dreg; use --objective iwae",
        "--gradient vimco; use --objective iwae",
        "--objective iwae --warm-up 1; or use --objective elbo.",
        "--objective iwae --beta 2; or use --objective elbo.",
        "--objective iwae --free-bits 0.1; or use --objective elbo.",
        "--strategy semi-amortized --encoder-training through-steps --gradient stl; use --gradient pathwise",
        "--family planar --gradient stl; use --gradient pathwise, or another --family.",
        "--family planar --strategy semi-amortized --encoder-training refined; use --encoder-training bound, or another --family.",
        "--prior flow --latent 1; use --latent 2 or more, or another --prior.",
        "--family realnvp --latent 1; use --latent 2 or more",
        "--gradient stl --free-bits 0.1; use --gradient pathwise or --free-bits 0.",
        "--family full --free-bits 0.1; use --prior normal with --family diagonal, or --free-bits 0.",
        "--likelihood lecture; use --hidden none.",
        "--likelihood lecture --hidden none --network conv; use --network mlp",
        "--network conv --channels none; use --network mlp, or name --channels.",
        "--likelihood discretised-logistic; use --binarisation none, or another likelihood.",
        "--likelihood discretised-logistic --binarisation dequantised; use --binarisation none, or another likelihood.",
        "--binarisation none; choose the binarisation stochastic or threshold",
        "--binarisation dequantised; choose the binarisation stochastic or threshold"
      })
  void whatMakesNoSenseIsRefusedInASentence(String options, String wayOut) {
    Path out = folder.resolve("run");
    Outcome outcome = train(options, out);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("vaelab: ").contains(wayOut).doesNotContain("\tat ");
    assertThat(out).doesNotExist();
  }

  /// What is not known of a single image is left out, not made up.
  @Test
  void oneTestImageHasNoErrors() throws Exception {
    Path out = folder.resolve("run");
    Outcome outcome = train("--test-points 1 --samples 1", out);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode numbers = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    assertThat(numbers.get("test_elbo").isNumber()).isTrue();
    assertThat(numbers.get("test_elbo_se").isNull()).isTrue();
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("cannot be judged", "A single image says nothing about it.");
  }

  @Test
  void aRunThatIsDoneIsMadeAgainFromItsFiles() throws Exception {
    Path out = folder.resolve("run");
    assertThat(train("--patience 1", out).status()).isZero();
    var expected = RunResults.of(out);
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(each -> each.toString().matches(".*(csv|png|md)")).toList()) {
        Files.delete(file);
      }
    }
    Outcome resumed = run("run", "train", "--resume", out.toString());
    assertThat(resumed.err()).isEmpty();
    assertThat(RunResults.of(out)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--activation elu",
        "--prior mixture",
        "--prior vamp --pseudo-inputs 100000",
        "--prior flow --network conv",
        "--family full --likelihood fixed-gaussian --binarisation none",
        "--family mixture --likelihood discretised-logistic --binarisation none",
        "--family planar --network gated",
        "--family realnvp --gradient learned-baseline",
        "--family iaf",
        "--family realnvp --strategy svi --inner-steps 2 --test-steps 3",
        "--strategy semi-amortized --inner-steps 2 --test-steps 3"
      })
  void anExportedModelIsEvaluatedToTheSameElbo(String options) throws Exception {
    Path out = folder.resolve("run");
    assertThat(train("--likelihood-points 10 " + options, out).status()).isZero();
    String npz = folder.resolve("model.npz").toString();
    Outcome export = run("export", out.toString(), "--npz", npz);
    assertThat(export.err()).isEmpty();
    assertThat(export.out()).contains("settings", "image_size", "x_test", "log_p_hat");
    Path csv = folder.resolve("evaluated.csv");
    Outcome evaluated =
        run(
            ("evaluate --points 10 --samples 200 --optimal-steps 2 --families diagonal,mixture"
                    + " --temperatures 3 --chains 2 --npz "
                    + npz
                    + " --out "
                    + csv)
                .split(" "));
    assertThat(evaluated.err().lines()).allMatch(line -> line.contains("does NOT hold"));
    // The same images, bits and noise, in the last column of both.
    List<String> ours = Files.readAllLines(out.resolve("per-image.csv"));
    List<String> theirs = Files.readAllLines(csv);
    assertThat(ours).hasSize(11).hasSameSizeAs(theirs);
    for (int i = 1; i < ours.size(); i++) {
      assertThat(last(theirs.get(i))).isCloseTo(last(ours.get(i)), Offset.offset(1e-3));
    }
    assertThat(run("export", out.toString(), "--npz", npz, "--model", "svi-warm").err())
        .contains("has one model; leave --model out");
  }

  /// Quadrature, annealing and importance sampling agree on a model with two latent dimensions and
  /// a learned prior.
  @Test
  void anExportedModelIsIntegrated() throws Exception {
    Path out = folder.resolve("run");
    assertThat(train("--latent 2 --prior mixture --prior-components 3", out).status()).isZero();
    String npz = folder.resolve("model.npz").toString();
    run("export", out.toString(), "--npz", npz);
    Path csv = folder.resolve("evaluated.csv");
    Outcome evaluated =
        run(
            ("evaluate --points 5 --samples 20000 --optimal-steps 200 --temperatures 100 --quadrature"
                    + " --families full --npz "
                    + npz
                    + " --out "
                    + csv)
                .split(" "));
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("log p by quadrature", "full-covariance Gaussian");
    List<String> header = List.of(Files.readAllLines(csv).getFirst().split(","));
    for (String line : Files.readAllLines(csv).subList(1, 6)) {
      String[] row = line.split(",");
      double exact = Double.parseDouble(row[header.indexOf("log_p")]);
      for (String estimate : List.of("log_p_hat", "log_p_hat_annealed")) {
        double value = Double.parseDouble(row[header.indexOf(estimate)]);
        double error = Double.parseDouble(row[header.indexOf(estimate + "_se")]);
        // Five errors, or 0.01 nats: the chance of one such in ten is below 1e-5.
        assertThat(value).isCloseTo(exact, Offset.offset(Math.max(5 * error, 0.01)));
      }
      assertThat(Double.parseDouble(row[header.indexOf("elbo_q_star_full")]))
          .isLessThan(exact + 0.01);
    }
  }

  @Test
  void quadratureOfManyDimensionsIsRefusedByName() {
    Path out = folder.resolve("run");
    assertThat(train("--latent 4", out).status()).isZero();
    String npz = folder.resolve("model.npz").toString();
    run("export", out.toString(), "--npz", npz);
    Outcome evaluated = run("evaluate", "--npz", npz, "--quadrature");
    assertThat(evaluated.status()).isEqualTo(1);
    assertThat(evaluated.err()).contains("Quadrature over 4 latent dimensions", "annealed");
    assertThat(evaluated.err().lines()).hasSize(1);
  }

  /// Settings that were changed in the file, which then do not describe its arrays.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"latent\" : 3; \"latent\" : 4; has the shape",
        "\"latent\" : 3; \"latent\" : -1; --latent must be",
        "\"prior\" : \"NORMAL\"; \"prior\" : \"ODD\"; does not describe a run",
        "\"prior\" : \"NORMAL\"; \"prior\" : \"MIXTURE\"; has no array 'prior."
      })
  void settingsThatDoNotFitAreRefused(String was, String is, String why) {
    Path out = folder.resolve("run");
    assertThat(train("--epochs 1", out).status()).isZero();
    Path npz = folder.resolve("model.npz");
    run("export", out.toString(), "--npz", npz.toString());
    Map<String, NpyArray> arrays = Npz.read(npz);
    StringBuilder json = new StringBuilder();
    for (float code : arrays.get("settings").floats()) {
      json.append((char) code);
    }
    String changed = json.toString().replace(was, is);
    assertThat(changed).isNotEqualTo(json.toString());
    float[] codes = new float[changed.length()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = changed.charAt(i);
    }
    arrays.put("settings", NpyArray.of(codes, codes.length));
    Npz.write(npz, arrays);
    Outcome evaluated = run("evaluate", "--npz", npz.toString());
    assertThat(evaluated.status()).isEqualTo(1);
    assertThat(evaluated.err()).contains(why).doesNotContain("\tat ");
    assertThat(evaluated.err().lines()).hasSize(1);
  }

  private static double last(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }
}
