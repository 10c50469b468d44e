package org.vaelab.experiment.messages;

import java.util.Arrays;
import org.vaelab.data.Points;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.Computation;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.Interrupts;

/// How far what a receiver makes of a code is from the image that was meant.
///
/// @param squaredError of E\[x given z], a mean over the pixels, `[N]`
/// @param nats −log p(x given z), `[N]`
public record Received(double[] squaredError, double[] nats) {
  private static final int BATCH = 100;

  /// @param points the N images
  /// @param codes the z that arrived, `[N, Z]`, row-major
  public static Received of(Session session, Points points, float[] codes) {
    int latent = session.model().latentSize();
    int size = session.model().dataSize();
    double[] squaredError = new double[points.count()];
    double[] nats = new double[points.count()];
    for (int from = 0; from < points.count(); from += BATCH) {
      Interrupts.check();
      Points part = points.slice(from, Math.min(points.count(), from + BATCH));
      float[] z = Arrays.copyOfRange(codes, from * latent, (from + part.count()) * latent);
      session.feed(part).inputs().set("z", z, part.count(), latent);
      Results results = session.run(new Decoded());
      float[] mean = HostArrays.floats(results.output(Decoded.MEAN));
      float[] logLikelihood = HostArrays.floats(results.output(Decoded.LOG_LIKELIHOOD));
      float[] x = part.x();
      for (int i = 0; i < x.length; i++) {
        squaredError[from + i / size] += Math.pow(x[i] - mean[i], 2) / size;
      }
      for (int i = 0; i < part.count(); i++) {
        nats[from + i] = -logLikelihood[i];
      }
    }
    return new Received(squaredError, nats);
  }

  boolean fits(int count) {
    return StoredNumbers.finite(count, squaredError, nats);
  }

  /// E\[x given z] and log p(x given z) of one z for each x.
  private record Decoded() implements Computation {
    static final String MEAN = "mean";
    static final String LOG_LIKELIHOOD = "logLikelihood";

    @Override
    public void write(Graph graph, LatentVariableModel model) {
      var z = graph.input("z", -1, model.latentSize());
      graph.output(MEAN, model.mean(graph, z));
      graph.output(LOG_LIKELIHOOD, model.logLikelihood(graph, model.data(graph), z, 1));
    }
  }
}
