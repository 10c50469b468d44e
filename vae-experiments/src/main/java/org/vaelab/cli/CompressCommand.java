package org.vaelab.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.coding.Message;
import org.vaelab.coding.MessageFile;
import org.vaelab.coding.Origin;
import org.vaelab.data.Points;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.exchange.CodingModel;
import org.vaelab.experiment.exchange.CompressionSettings;
import org.vaelab.experiment.exchange.GeneralEncoders;
import org.vaelab.experiment.exchange.OutputFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compress",
    description =
        "Packs the test images of a data set without loss, by bits-back coding with a trained VAE (docs/compression.md). Grey images are sent as their bits.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompressCommand implements Callable<Integer> {
  static final SettingsForm<CompressionSettings> FORM = SettingsForm.of(CompressionSettings.class);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description = "A run of train, or a .npz file with an encoder (docs/npz.md).")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      required = true,
      description = "Data set, or directory of IDX files.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, ending in .vaebb. " + OutputFile.RULE)
  private Path out;

  @Mixin private DataDirectory dataDirectory;

  @Override
  public Integer call() {
    CompressionSettings settings = SettingOptions.read(spec, FORM, Preset.QUICK);
    if (!settings.binarisation().givesBits()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--binarisation %s gives no bits, which are what is coded; use stochastic or threshold."
              .formatted(SettingSpec.text(settings.binarisation())));
    }
    OutputFile.require(out, MessageFile.ENDING, model);
    Optional<Path> places = dataDirectory.path();
    try (CodingModel coding = CodingModel.open(model, settings.activation(), places)) {
      ExperimentData images =
          ExperimentData.open(
              new DataSettings(data, settings.binarisation(), 0, 0, settings.seed()),
              false,
              places);
      int all = images.frozenTest().count();
      int count = settings.points() == 0 ? all : Math.min(all, settings.points());
      boolean grey = !images.imagesSha256().get("test").equals(images.bitsSha256().get("test"));
      String what =
          "the first %d test images of %s%s"
              .formatted(
                  count,
                  data,
                  grey
                      ? ", grey levels as bits (%s, seed %d)"
                          .formatted(SettingSpec.text(settings.binarisation()), settings.seed())
                      : "");
      Points points = Points.first(images.frozenTest(), count);
      long start = System.nanoTime();
      Message message =
          coding
              .coder(settings.refinement(), settings.latentBits())
              .encode(
                  points,
                  settings.chains(),
                  settings.seed(),
                  new Origin(
                      model.toAbsolutePath().normalize().toString(),
                      coding.sha256(),
                      SettingSpec.text(settings.activation()),
                      what,
                      Origin.here()));
      double seconds = (System.nanoTime() - start) / 1e9;
      MessageFile.write(out, message);
      print(message, grey, seconds);
      compare(message, points);
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(Message message, boolean grey, double seconds) {
    int count = message.images().count();
    double bits = message.marginalBitsPerImage();
    spec.commandLine()
        .getOut()
        .printf(
            """
            %s: %s, %,.0f bytes, %.1f s (%,.0f images a second)
            marginal rate: %.2f bits per image, %.4f per pixel
            initial bits: %.2f per image; header, heads and checksums: %.2f per image
            total rate: %.2f bits per image, %.4f per pixel
            """,
            out,
            message.origin().data(),
            bytes(message),
            seconds,
            count / seconds,
            bits,
            bits / message.images().dimension(),
            message.initialBits() / count,
            message.headerBits() / count,
            message.totalBitsPerImage(),
            message.totalBitsPerImage() / message.images().dimension());
    if (grey) {
      spec.commandLine()
          .getOut()
          .println("The images are grey: decompress gives back their bits, as bytes 0 and 255.");
    }
  }

  private void compare(Message message, Points points) {
    double own = bytes(message);
    GeneralEncoders.bytes(points)
        .forEach(
            (name, bytes) ->
                spec.commandLine()
                    .getOut()
                    .printf(
                        "%s of the same bits: %,d bytes; this file is %.1f%% %s%n",
                        name,
                        bytes,
                        100 * Math.abs(1 - own / bytes),
                        own < bytes ? "smaller" : "larger"));
  }

  private static double bytes(Message message) {
    return message.images().count() * message.totalBitsPerImage() / Byte.SIZE;
  }
}
