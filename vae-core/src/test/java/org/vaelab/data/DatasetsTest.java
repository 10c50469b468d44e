package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path directory;

  private static ImageSet images(int count, int height, int width, int level) {
    byte[] pixels = new byte[count * height * width];
    Arrays.fill(pixels, (byte) level);
    return new ImageSet(count, height, width, pixels, new byte[0]);
  }

  private static ImageSet labelled(ImageSet set) {
    byte[] labels = new byte[set.count()];
    labels[0] = 3;
    return new ImageSet(set.count(), set.height(), set.width(), set.pixels(), labels);
  }

  @Test
  void strokeDigitsNeedNoFiles() {
    Dataset digits = Datasets.open("stroke-digits", Optional.of(directory));
    assertThat(digits.train().count()).isEqualTo(10_000);
    assertThat(digits.test().count()).isEqualTo(2_000);
    assertThat(digits.train().head(1).labelled()).isTrue();
  }

  @Test
  void opensAUsersDirectoryOfAnySize() throws IOException {
    Path mine = Files.createDirectory(directory.resolve("mine"));
    ImageSet train = labelled(images(5, 28, 20, 1));
    Idx.writeImages(mine.resolve("train-images.idx.gz"), train);
    Idx.writeLabels(mine.resolve("train-labels.idx"), train.labels());
    Idx.writeImages(mine.resolve("valid-images"), images(2, 28, 20, 2));
    Idx.writeImages(mine.resolve("test-images.idx"), images(3, 28, 20, 3));
    Files.writeString(mine.resolve("train-images.idx.gz.part"), "left by a download");
    Files.writeString(mine.resolve("notes.txt"), "about the images");

    Dataset dataset = Datasets.open(mine.toString(), Optional.empty());

    assertThat(dataset)
        .isEqualTo(
            new Dataset("mine", train, Optional.of(images(2, 28, 20, 2)), images(3, 28, 20, 3)));
  }

  @Test
  void aPathWithoutANameIsRefusedInOneSentence() {
    for (String path : new String[] {"/", ".", "..", "/.", "/..", "//", ""}) {
      assertThatThrownBy(() -> Datasets.open(path, Optional.of(directory)))
          .as("\"%s\"", path)
          .isInstanceOf(DataException.class)
          .hasMessageMatching("There is no data set.*|.* holds no training images; name .*");
    }
  }

  @Test
  void theShortNameIsThatOfTheDirectory() {
    assertThat(Datasets.shortName("mnist")).isEqualTo("mnist");
    assertThat(Datasets.shortName("a/b/")).isEqualTo("b");
    assertThat(Datasets.shortName("a/b/c/..")).isEqualTo("b");
    assertThat(Datasets.shortName("."))
        .isEqualTo(Path.of("").toAbsolutePath().getFileName().toString());
    assertThat(Datasets.shortName("/")).isEqualTo("data");
    assertThat(Datasets.shortName("\0")).isEqualTo("data");
  }

  @Test
  void opensANamedSetBelowTheDataDirectory() throws IOException {
    Path mnist = Files.createDirectory(directory.resolve("mnist"));
    ImageSet train = labelled(images(4, 3, 3, 7));
    ImageSet test = labelled(images(2, 3, 3, 9));
    Idx.writeImages(mnist.resolve("train-images-idx3-ubyte.gz"), train);
    Idx.writeLabels(mnist.resolve("train-labels-idx1-ubyte.gz"), train.labels());
    Idx.writeImages(mnist.resolve("t10k-images-idx3-ubyte.gz"), test);
    assertThatThrownBy(() -> Datasets.open("mnist", Optional.of(directory)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(mnist.toString(), "t10k-labels-idx1-ubyte.gz", "data fetch mnist");
    // Unpacked by the user.
    Idx.writeLabels(mnist.resolve("t10k-labels-idx1-ubyte"), test.labels());
    assertThat(Datasets.open("mnist", Optional.of(directory)))
        .isEqualTo(new Dataset("mnist", train, Optional.empty(), test));
  }

  @Test
  void missingSetTellsWhatToDo() {
    assertThatThrownBy(() -> Datasets.open("fashion-mnist", Optional.of(directory)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            directory.resolve("fashion-mnist").toString(),
            "./vaelab data fetch fashion-mnist",
            "--data-dir");
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    for (String name : new String[] {"minst", "", " ", "a\0b", "no/such/directory"}) {
      assertThatThrownBy(() -> Datasets.open(name, Optional.of(directory)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "\"" + name + "\"",
              "stroke-digits, mnist, fashion-mnist, binarized-mnist",
              "directory of IDX files works too");
    }
  }

  @Test
  void incompleteDirectoryTellsWhatIsMissing() throws IOException {
    String path = directory.toString();
    assertThatThrownBy(() -> Datasets.open(path, Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(path, "no training images", "train-*images*");
    Idx.writeImages(directory.resolve("train-images"), images(2, 2, 2, 0));
    assertThatThrownBy(() -> Datasets.open(path, Optional.empty()))
        .hasMessageContainingAll("no test images", "t10k-*images*");
    Idx.writeImages(directory.resolve("test-images"), images(2, 2, 3, 0));
    assertThatThrownBy(() -> Datasets.open(path, Optional.empty()))
        .hasMessageContaining("2x2 training images but 2x3 test images");
    Idx.writeImages(directory.resolve("t10k-images"), images(2, 2, 2, 0));
    assertThatThrownBy(() -> Datasets.open(path, Optional.empty()))
        .hasMessageContainingAll("t10k-images", "test-images", "keep one");
  }

  @Test
  void dataDirectoryIsArgumentThenEnvironmentThenData() {
    Map<String, String> environment = Map.of("VAELAB_DATA", "/from/environment");
    Path given = Path.of("given");
    assertThat(Datasets.dataDirectory(Optional.of(given), environment)).isEqualTo(given);
    assertThat(Datasets.dataDirectory(Optional.empty(), environment))
        .isEqualTo(Path.of("/from/environment"));
    assertThat(Datasets.dataDirectory(Optional.empty(), Map.of("VAELAB_DATA", " ")))
        .isEqualTo(Path.of("data"));
    assertThat(Datasets.dataDirectory(Optional.empty(), Map.of())).isEqualTo(Path.of("data"));
  }

  @Test
  void listTellsWhatIsThere() throws IOException {
    Path set = Files.createDirectory(directory.resolve("binarized-mnist"));
    for (String part : new String[] {"train", "valid", "test"}) {
      Files.write(set.resolve(part + "-images-idx3-ubyte.gz"), new byte[10]);
    }
    assertThat(Datasets.list(Optional.of(directory)))
        .extracting(DatasetStatus::name, DatasetStatus::present, DatasetStatus::bytes)
        .containsExactly(
            tuple("stroke-digits", true, 0L),
            tuple("mnist", false, 11_594_722L),
            tuple("fashion-mnist", false, 30_878_645L),
            tuple("binarized-mnist", true, 30L));
    assertThat(Datasets.list(Optional.of(directory)))
        .allSatisfy(status -> assertThat(status.licence()).isNotBlank());
  }

  @Test
  void registryIsComplete() {
    assertThat(DatasetRegistry.entries())
        .extracting(DatasetEntry::name)
        .containsExactly("mnist", "fashion-mnist", "binarized-mnist");
    for (DatasetEntry entry : DatasetRegistry.entries()) {
      assertThat(entry.addresses())
          .isNotEmpty()
          .allSatisfy(a -> assertThat(a.isAbsolute()).isTrue());
      assertThat(entry.files())
          .allSatisfy(file -> assertThat(file.sha256()).matches("[0-9a-f]{64}"));
    }
    assertThat(DatasetRegistry.find("MNIST")).isEmpty();
  }
}
