package org.vaelab.evidence;

import java.util.Map;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// K samples of q for each of N data points, streamed through a graph in chunks, so that memory
/// does not grow with K. Every sample is used: a K that is no multiple of the chunk ends with a
/// smaller chunk.
///
/// @param samples K
/// @param chunk samples per data point in one run of the graph
/// @param batch data points in one run of the graph
record Sampling(int samples, int chunk, int batch) {
  private static final int ROWS_PER_RUN = 5000;
  private static final int CHUNK = 100;

  Sampling {
    if (samples < 1 || chunk < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "Sampling needs positive counts, not K = %d, chunk = %d, batch = %d."
              .formatted(samples, chunk, batch));
    }
  }

  /// Chunks and batches that keep one run at about 5,000 decoder rows: fewer waste time on the
  /// calls, more fall out of the processor's cache.
  static Sampling of(int samples) {
    int chunk = Math.min(samples, CHUNK);
    return new Sampling(samples, chunk, Math.max(1, ROWS_PER_RUN / chunk));
  }

  /// What one run of the graph computed.
  ///
  /// @param from position of the batch's first data point
  /// @param points B
  /// @param firstSample index of the chunk's first sample
  /// @param results `[K, B]` each
  record Chunk(int from, int points, int firstSample, Results results) {}

  @FunctionalInterface
  interface Consumer {
    void accept(Chunk chunk);
  }

  /// @param weights whether [LogWeights#WEIGHT] is wanted beside the ELBO
  void run(
      Session session,
      LocalPosteriors q,
      boolean weights,
      NoiseSource<? extends Purpose.Judging> noise,
      String task,
      Consumer consumer) {
    int noiseSize = q.family().noiseSize(session.model().latentSize());
    Progress progress = Progress.start(task, (long) q.count() * samples);
    float[] epsilon =
        HostArrays.allocate(
            "the noise [samples x data points x noise size]",
            Math.min(chunk, samples),
            Math.min(batch, q.count()),
            noiseSize);
    for (int from = 0; from < q.count(); from += batch) {
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + batch))) {
        session.feed(part);
        int[] ids = part.points().ids();
        for (int k = 0; k < samples; k += chunk) {
          Interrupts.check();
          int count = Math.min(chunk, samples - k);
          noise.gaussian(0, ids, k, count, noiseSize, epsilon);
          session
              .inputs()
              .set(PosteriorFamily.NOISE, epsilon, (long) count * ids.length, noiseSize);
          Results results = session.run(new LogWeights(q.family(), count, weights));
          consumer.accept(new Chunk(from, ids.length, k, results));
          progress.advance((long) count * ids.length, Map.of());
        }
      }
    }
  }
}
