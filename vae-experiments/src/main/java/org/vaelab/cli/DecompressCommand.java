package org.vaelab.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vaelab.coding.Message;
import org.vaelab.coding.MessageFile;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.exchange.CodingModel;
import org.vaelab.experiment.exchange.OutputFile;
import org.vaelab.network.Activation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "decompress",
    description =
        "Unpacks a file of compress to an IDX file of the images, after checking that they are the very ones (docs/compression.md).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DecompressCommand implements Callable<Integer> {
  private static final String IMAGES = "test-images-idx3-ubyte";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file, of ./vaelab compress.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where to write " + IMAGES + ". " + OutputFile.RULE)
  private Path out;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The run or .npz file of the model. (default: where compress found it)")
  private Path model;

  @Mixin private DataDirectory dataDirectory;

  @Override
  public Integer call() {
    Path images = out.resolve(IMAGES);
    OutputFile.require(images, IMAGES, file);
    Message message = MessageFile.read(file);
    Path place = model == null ? sendersPlace(message) : model;
    if (!Files.exists(place)) {
      throw new ExperimentException(
          "There is no model in %s, where %s was made; name the model's place with --model."
              .formatted(place, file));
    }
    message
        .origin()
        .difference()
        .ifPresent(note -> spec.commandLine().getErr().println("vaelab: note: " + note));
    try (CodingModel coding = CodingModel.open(place, activation(message), dataDirectory.path())) {
      if (!coding.sha256().equals(message.origin().modelSha256())) {
        throw new ExperimentException(
            "%s was made with another model (%s) than that of %s (%s); name the right one with --model."
                .formatted(
                    file,
                    message.origin().modelSha256().substring(0, 12),
                    place,
                    coding.sha256().substring(0, 12)));
      }
      long start = System.nanoTime();
      ImageSet decoded = coding.coder(message.refinement(), message.latentBits()).decode(message);
      double seconds = (System.nanoTime() - start) / 1e9;
      Idx.writeImages(images, decoded);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %s, %.1f s (%,.0f images a second)%n",
              images, message.origin().data(), seconds, decoded.count() / seconds);
    }
    return CommandLine.ExitCode.OK;
  }

  private Path sendersPlace(Message message) {
    try {
      return Path.of(message.origin().model());
    } catch (InvalidPathException e) {
      throw new ExperimentException(
          "%s does not tell where its model is; name it with --model.".formatted(file), e);
    }
  }

  private Activation activation(Message message) {
    try {
      return SettingSpec.constant(Activation.class, message.origin().activation());
    } catch (IllegalArgumentException e) {
      throw new ExperimentException(
          "%s names an activation that this program does not have: %s."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
