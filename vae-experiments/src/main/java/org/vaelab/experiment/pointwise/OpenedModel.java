package org.vaelab.experiment.pointwise;

import java.util.function.BiFunction;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.ModelCopy;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Computes something of blocks with a model, in native memory of its own.
public final class OpenedModel<R> implements PointTask.Opened<R> {
  private final Parameters parameters;
  private final Session session;
  private final BiFunction<Session, PointBlock, R> function;

  public OpenedModel(
      GraphExecutor executor, ModelCopy model, BiFunction<Session, PointBlock, R> function) {
    parameters = model.parameters();
    session = new Session(executor, model.model(), parameters);
    this.function = function;
  }

  /// Computes something of points and the q that an encoder gives them.
  ///
  /// @param model with the encoder's parameters
  public static <R> OpenedModel<R> encoded(
      GraphExecutor executor,
      ModelCopy model,
      Amortized encoder,
      long seed,
      BiFunction<Session, LocalPosteriors, R> function) {
    NoiseSource<Purpose.LocalOptimisation> noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    return new OpenedModel<>(
        executor,
        model,
        (session, block) -> {
          try (LocalPosteriors q = session.infer(encoder, block.points(), noise)) {
            return function.apply(session, q);
          }
        });
  }

  @Override
  public R compute(PointBlock block) {
    return function.apply(session, block);
  }

  @Override
  public void close() {
    session.close();
    parameters.close();
  }
}
