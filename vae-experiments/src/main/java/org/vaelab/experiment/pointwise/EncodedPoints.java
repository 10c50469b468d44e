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

/// Computes something of points and the q that an encoder gives them.
public final class EncodedPoints<R> implements PointTask.Opened<R> {
  private final Parameters parameters;
  private final Session session;
  private final Amortized encoder;
  private final NoiseSource<Purpose.LocalOptimisation> noise;
  private final BiFunction<Session, LocalPosteriors, R> function;

  /// @param model with the encoder's parameters
  public EncodedPoints(
      GraphExecutor executor,
      ModelCopy model,
      Amortized encoder,
      long seed,
      BiFunction<Session, LocalPosteriors, R> function) {
    parameters = model.parameters();
    session = new Session(executor, model.model(), parameters);
    this.encoder = encoder;
    noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    this.function = function;
  }

  @Override
  public R compute(PointBlock block) {
    try (LocalPosteriors q = session.infer(encoder, block.points(), noise)) {
      return function.apply(session, q);
    }
  }

  @Override
  public void close() {
    session.close();
    parameters.close();
  }
}
