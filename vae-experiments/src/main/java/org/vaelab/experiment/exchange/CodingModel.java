package org.vaelab.experiment.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.coding.BitsBack;
import org.vaelab.coding.Refinement;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.train.Parts;
import org.vaelab.experiment.train.Train;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.train.Checkpoint;

/// A trained model that messages are coded with: of a run of `train`, or of a `.npz` file.
public final class CodingModel implements AutoCloseable {
  private final InferenceStrategy strategy;
  private final Parameters parameters;
  private final Session session;

  private CodingModel(Vae model, InferenceStrategy strategy, Parameters parameters) {
    this.strategy = strategy;
    this.parameters = parameters;
    session = new Session(GraphExecutor.standard(), model, parameters);
  }

  /// @param path a run's directory, or a `.npz` file
  /// @param activation of the hidden layers, where the file names no run
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @throws ExperimentException if there is no such model, or it has no encoder
  public static CodingModel open(Path path, Activation activation, Optional<Path> dataDirectory) {
    return Files.isDirectory(path)
        ? ofRun(RunDirectory.open(path), dataDirectory)
        : ofFile(path, activation);
  }

  private static CodingModel ofRun(RunDirectory run, Optional<Path> dataDirectory) {
    if (!(RunFiles.experiment(run) instanceof Train)) {
      throw new ExperimentException(
          "The run in %s is none of train; export its model first (./vaelab export) and name the .npz file."
              .formatted(run.path()));
    }
    TrainConfig config = RunFiles.settings(run, TrainConfig.class);
    String checkpoint = ModelExport.checkpoint(run, Train.MODEL);
    ExperimentData data =
        ExperimentData.open(config.model().dataSettings(), config.patience() > 0, dataDirectory);
    RunFiles files = RunFiles.open(run, config, data);
    Parts parts = Parts.of(config, data);
    return new CodingModel(
        parts.model(),
        parts.strategy(),
        Checkpoint.parameters(
            files.directory().resolve(checkpoint),
            Train.parameters(config, data),
            files.identity()));
  }

  private static CodingModel ofFile(Path file, Activation activation) {
    ImportedModel model = ImportedModel.read(file, activation);
    return new CodingModel(
        model.model(),
        model
            .own()
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "%s holds no encoder, which finds q; save one with the decoder."
                            .formatted(file))),
        model.parameters());
  }

  /// SHA-256 of the parameters.
  public String sha256() {
    return Fingerprint.of(parameters);
  }

  public Session session() {
    return session;
  }

  /// How q is found.
  public InferenceStrategy strategy() {
    return strategy;
  }

  /// Codes with this model.
  public BitsBack coder(Optional<Refinement> refinement, int latentBits) {
    return new BitsBack(session, strategy, refinement, latentBits);
  }

  @Override
  public void close() {
    session.close();
    parameters.close();
  }
}
