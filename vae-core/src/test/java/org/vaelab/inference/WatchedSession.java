package org.vaelab.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Vae;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A session of a model as it is drawn, that hears of all progress while it is open.
public final class WatchedSession implements AutoCloseable {
  private final List<ProgressEvent> events = new ArrayList<>();
  private final ProgressListener before = Progress.install(events::add);
  private final Parameters theta;
  private final Session session;

  public WatchedSession(Vae model) {
    theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(3, Purpose.INITIALISATION), DataType.FLOAT);
    session = new Session(GraphExecutor.standard(), model, theta);
  }

  public Session session() {
    return session;
  }

  /// All that was reported, in order.
  public List<ProgressEvent> events() {
    return events;
  }

  /// Random bits, but for the last value of the last point.
  public static Points bits(int count, int size, float last) {
    Random random = new Random(5);
    float[] x = new float[count * size];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    x[x.length - 1] = last;
    return Points.all(Observations.ofRows(x, size));
  }

  @Override
  public void close() {
    Progress.install(before);
    session.close();
    theta.close();
  }
}
