package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.data.DatasetEntry.RemoteFile;
import org.vaelab.files.Sha256;

/// The published files against what the registry says of them. Runs where `VAELAB_DATA` names a
/// directory that holds them.
class RealDataTest {
  private Path data;

  @BeforeEach
  void needsTheFiles() {
    String variable = System.getenv(Datasets.DATA_DIRECTORY_VARIABLE);
    assumeTrue(variable != null && !variable.isBlank(), "VAELAB_DATA is not set");
    data = Path.of(variable);
  }

  @Test
  void mnistIsAsDescribed() {
    Dataset mnist = Datasets.open("mnist", Optional.of(data));
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    assertThat(mnist.validation()).isEmpty();
    assertThat(mnist.dimension()).isEqualTo(784);
    // The first labels are well known.
    assertThat(mnist.train().head(5).labels()).containsExactly(5, 0, 4, 1, 9);
    assertThat(mnist.test().head(5).labels()).containsExactly(7, 2, 1, 0, 4);
  }

  @Test
  void fashionMnistOpens() {
    Dataset fashion = Datasets.open("fashion-mnist", Optional.of(data));
    assertThat(fashion.train().count()).isEqualTo(60_000);
    assertThat(fashion.train().head(3).labels()).containsExactly(9, 0, 0);
  }

  @Test
  void binarizedMnistIsItsOwnBinarisation() {
    Dataset binarized = Datasets.open("binarized-mnist", Optional.of(data));
    assertThat(binarized.train().count()).isEqualTo(50_000);
    assertThat(binarized.validation().orElseThrow().count()).isEqualTo(10_000);
    assertThat(binarized.train().labelled()).isFalse();
    String published =
        DatasetRegistry.find("binarized-mnist").orElseThrow().files().getLast().sha256();
    for (Binarisation binarisation : EnumSet.complementOf(EnumSet.of(Binarisation.DEQUANTISED))) {
      assertThat(Observations.frozen(binarized.test(), binarisation, 9).sha256())
          .isEqualTo(published);
    }
  }

  @Test
  void hashesAreThoseOfTheRegistry() throws IOException {
    for (DatasetEntry entry : DatasetRegistry.entries()) {
      for (RemoteFile file : entry.files()) {
        Path path = entry.directory(data).resolve(file.name());
        String hash =
            file.amat().isPresent() ? Idx.contentSha256(Idx.readImages(path)) : Sha256.ofFile(path);
        assertThat(hash).as(path.toString()).isEqualTo(file.sha256());
        if (file.amat().isEmpty()) {
          assertThat(file.bytes()).isEqualTo(Files.size(path));
        }
      }
    }
  }

  /// The text that the published address serves is rebuilt from the bits and read again.
  @Test
  void amatOfRealSizeIsRead(@TempDir Path directory) throws IOException {
    ImageSet test = Datasets.open("binarized-mnist", Optional.of(data)).test();
    Path amat = directory.resolve("test.amat");
    try (BufferedWriter out = Files.newBufferedWriter(amat)) {
      for (int i = 0; i < test.pixels().length; i++) {
        out.write(test.pixels()[i] == 0 ? '0' : '1');
        out.write(i % 784 == 783 ? '\n' : ' ');
      }
    }
    assertThat(Files.size(amat)).isEqualTo(15_680_000);
    assertThat(Idx.contentSha256(Amat.read(amat))).isEqualTo(Idx.contentSha256(test));
  }
}
