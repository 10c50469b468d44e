package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.Torture;
import org.vaelab.cli.Cli.Outcome;

/// Results and settings of runs that were changed and whose hashes are right again, so that what
/// reads them is all that can tell: one sentence, or a report of what the files say.
@Tag("torture")
@Timeout(7200)
@ExtendWith(MutedProgress.class)
class ForgedRunTortureTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> EXPERIMENTS =
      List.of("estimators", "inference-gap", "svi-vs-amortized", "train");

  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  private Path finished(String experiment) {
    Path run = folder.resolve(experiment);
    String options = SmallRuns.options(experiment, images);
    Outcome outcome = run(("run " + experiment + " --out " + run + options).split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return run;
  }

  private static Outcome resume(String experiment, Path run) {
    return run("run", experiment, "--resume", run.toString());
  }

  /// One sentence, or a report.
  private static void judge(String what, Outcome outcome, Path run) {
    assertThat(outcome.err()).as(what).doesNotContain("\tat ").doesNotContain("Exception:");
    assertThat(outcome.status()).as(what + outcome.err()).isIn(0, 1, 3);
    if (outcome.status() == 1) {
      assertThat(sentences(outcome)).as(what + outcome.err()).hasSize(1);
      assertThat(sentences(outcome).getFirst()).as(what).startsWith("vaelab: ").endsWith(".");
    }
  }

  private static List<String> sentences(Outcome outcome) {
    return outcome.err().lines().filter(line -> !line.startsWith("Note: ")).toList();
  }

  private static String sha256(String text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void changedResultsAreRefusedOrReported() throws Exception {
    SplittableRandom random = Torture.random("forged results");
    Map<String, List<Path>> results = new TreeMap<>();
    for (String experiment : EXPERIMENTS) {
      Path run = finished(experiment);
      try (Stream<Path> files = Files.walk(run, 2)) {
        results.put(
            experiment,
            files
                .filter(file -> file.toString().endsWith(".json"))
                .filter(file -> !file.endsWith("config.json") && !file.endsWith("result.json"))
                .sorted()
                .toList());
      }
      assertThat(results.get(experiment)).hasSizeGreaterThan(1);
    }
    Map<String, Integer> tally = new TreeMap<>();
    List<String> experiments = EXPERIMENTS;
    for (int i = 0; i < Torture.tries(); i++) {
      String experiment = experiments.get(i % experiments.size());
      Path run = folder.resolve(experiment);
      Path file = results.get(experiment).get(random.nextInt(results.get(experiment).size()));
      byte[] original = Files.readAllBytes(file);
      ObjectNode tree = (ObjectNode) JSON.readTree(original);
      String change = "try %d, %s: %s".formatted(i, file, change(tree, "value", random));
      tree.put("sha256", sha256(tree.get("value").toString()));
      Files.writeString(file, tree.toString());
      Outcome outcome = resume(experiment, run);
      judge(change, outcome, run);
      tally.merge(outcome.status() == 1 ? "refused" : "reported", 1, Integer::sum);
      if (outcome.status() == 1) {
        assertThat(outcome.err()).as(change).contains(run.toString());
        assertThat(Files.readString(file)).as(change).isEqualTo(tree.toString());
      } else {
        assertThat(Files.readString(run.resolve("summary.md"))).as(change).isNotBlank();
        reported(change, JSON.readTree(original), tree, run);
      }
      Files.write(file, original);
    }
    System.out.printf("forged results: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKeys("refused", "reported");
  }

  /// The numbers of the file stand in the tables.
  private static void reported(String change, JsonNode before, JsonNode after, Path run)
      throws IOException {
    Path table = run.resolve("per-point.csv");
    JsonNode step = after.get("value").path("steps").path(0);
    JsonNode was = before.get("value").path("steps").path(0);
    if (Files.exists(table) && after.get("value").path("steps").size() == 1) {
      for (int i = 0; i < 3; i++) {
        JsonNode value = step.path("logLikelihood").path(i);
        if (value.isNumber() && !value.equals(was.path("logLikelihood").path(i))) {
          assertThat(Files.readString(table)).as(change).contains("," + value.asDouble() + ",");
        }
      }
    }
  }

  @Test
  void changedSettingsNeverMeetTheOldResults() throws Exception {
    SplittableRandom random = Torture.random("forged settings");
    Map<String, Integer> tally = new TreeMap<>();
    List<String> experiments = EXPERIMENTS;
    for (String experiment : experiments) {
      finished(experiment);
    }
    for (int i = 0; i < Torture.tries(); i++) {
      String experiment = experiments.get(i % experiments.size());
      Path run = folder.resolve(experiment);
      Path file = run.resolve("config.json");
      byte[] original = Files.readAllBytes(file);
      ObjectNode tree = (ObjectNode) JSON.readTree(original);
      JsonNode before = tree.deepCopy();
      String part = random.nextInt(3) > 0 ? "settings" : "provenance";
      String change = "try %d, %s: %s".formatted(i, file, change(tree, part, random));
      if (part.equals("settings")) {
        assertThat(settingsHash(before)).isEqualTo(before.at("/provenance/settings").textValue());
        ((ObjectNode) tree.get("provenance")).put("settings", settingsHash(tree));
      }
      Files.writeString(file, tree.toString());
      Outcome outcome = resume(experiment, run);
      judge(change, outcome, run);
      tally.merge(outcome.status() == 1 ? "refused" : "harmless", 1, Integer::sum);
      assertThat(outcome.status() == 1).as(change).isEqualTo(!tree.equals(before));
      Files.write(file, original);
    }
    System.out.printf("forged settings: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKey("refused");
  }

  /// With nothing but its settings a run begins: it is the run of these settings, or refused.
  @Test
  void changedSettingsAloneAreThoseOfARun() throws Exception {
    SplittableRandom random = Torture.random("forged beginnings");
    Map<String, Integer> tally = new TreeMap<>();
    String options = " --points 3 --samples 5 --temperatures 2,3 --chains 2 --leapfrog-steps 1";
    Path whole = folder.resolve("linear");
    Outcome first =
        run(
            ("run estimators --latent 2 --dimensions 3 --simulated 2 --out " + whole + options)
                .split(" "));
    assertThat(first.status()).as(first.err()).isIn(0, 3);
    for (int i = 0; i < Math.max(10, Torture.tries() / 10); i++) {
      Path run = Files.createDirectories(folder.resolve("begin"));
      ObjectNode tree = (ObjectNode) JSON.readTree(whole.resolve("config.json").toFile());
      String change = "try %d: %s".formatted(i, change(tree, "settings", random));
      ((ObjectNode) tree.get("provenance")).put("settings", settingsHash(tree));
      Files.writeString(run.resolve("config.json"), tree.toString());
      Outcome outcome = resume("estimators", run);
      judge(change, outcome, run);
      tally.merge("status " + outcome.status(), 1, Integer::sum);
      try (Stream<Path> files = Files.walk(run)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    System.out.println("forged beginnings: " + tally);
  }

  private static String settingsHash(JsonNode config) throws Exception {
    return sha256(
        config.path("type").asText()
            + JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config.get("settings")));
  }

  private record Place(JsonNode container, String name, int index) {}

  /// Changes one place below a field of the root.
  private static String change(ObjectNode root, String field, SplittableRandom random) {
    List<Place> places = new ArrayList<>();
    places.add(new Place(root, field, -1));
    collect(root.get(field), places);
    Place place = places.get(random.nextInt(places.size()));
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (place.container() instanceof ArrayNode array) {
      JsonNode old = array.get(place.index());
      switch (random.nextInt(4)) {
        case 0 -> array.remove(place.index());
        case 1 -> array.insert(place.index(), old);
        default -> array.set(place.index(), odd(old, nodes, random));
      }
      return "element %d of %s".formatted(place.index(), array);
    }
    ObjectNode object = (ObjectNode) place.container();
    JsonNode old = object.get(place.name());
    switch (random.nextInt(5)) {
      case 0 -> {
        if (object != root) {
          object.remove(place.name());
        }
      }
      case 1 -> object.set(object == root ? field : place.name() + "x", old);
      default -> object.set(place.name(), odd(old, nodes, random));
    }
    return "'%s' from %s to %s".formatted(place.name(), old, object.get(place.name()));
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        places.add(new Place(array, "", i));
        collect(array.get(i), places);
      }
    } else if (node instanceof ObjectNode object) {
      for (String name : (Iterable<String>) object::fieldNames) {
        places.add(new Place(object, name, -1));
        collect(object.get(name), places);
      }
    }
  }

  private static JsonNode odd(JsonNode old, JsonNodeFactory nodes, SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(true);
      case 2 -> nodes.textNode("x");
      case 3 -> nodes.textNode("");
      case 4 -> nodes.textNode("NaN");
      case 5 -> nodes.numberNode(-1);
      case 6 -> nodes.numberNode(0);
      case 7 -> nodes.numberNode(1);
      case 8 -> nodes.numberNode(3);
      case 9 -> nodes.numberNode(0.5);
      case 10 -> nodes.numberNode(1e300);
      case 11 -> nodes.numberNode(-1e-300);
      case 12 -> nodes.numberNode(1L << 31);
      case 13 -> nodes.numberNode(BigInteger.TEN.pow(30));
      case 14 -> nodes.arrayNode();
      case 15 -> nodes.objectNode();
      case 16 -> nodes.arrayNode().add(1);
      case 17 -> old.isNumber() ? nodes.numberNode(old.asDouble() * 1.001) : old;
      case 18 -> old.isNumber() ? nodes.numberNode(-old.asDouble()) : nodes.textNode("-Infinity");
      default -> nodes.numberNode(random.nextDouble() * -100);
    };
  }
}
