package org.vaelab.evidence;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// K samples of q for each of N data points, streamed through a graph in chunks, so that memory
/// does not grow with K. Every sample is used: a K that is no multiple of the chunk ends with a
/// smaller chunk. Where there are many points, each thread has some of them at a time, with so few
/// rows that what a layer gives is still in the processor's cache when the next one reads it.
///
/// @param samples K
/// @param chunk samples per data point in one run of the graph
/// @param batch data points in one run of the graph, at most
record Sampling(int samples, int chunk, int batch) {
  private static final int ROWS_PER_RUN = 5000;
  private static final int CHUNK = 100;
  private static final int ROWS_OF_A_THREAD = 200;
  private static final int MANY_POINTS = 32;

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
  /// @param consumer may be told of chunks of different points at once, of those of one point in
  ///     order
  void run(
      Session session,
      LocalPosteriors q,
      boolean weights,
      NoiseSource<? extends Purpose.Judging> noise,
      String task,
      Consumer consumer) {
    // By shapes alone, so that results are the same for any number of threads.
    boolean many =
        session.executor().prefersSmallRuns()
            && q.count() >= MANY_POINTS
            && (long) batch * chunk > ROWS_OF_A_THREAD;
    int together = many ? Math.max(1, ROWS_OF_A_THREAD / chunk) : batch;
    List<Session> sessions = session.sessions(many ? Workers.shared().count() : 1);
    AtomicBoolean failed = new AtomicBoolean();
    Progress.start(task, (long) q.count() * samples)
        .forEach(
            Math.ceilDiv(q.count(), together),
            sessions.size(),
            (thread, piece, done) -> {
              int from = piece * together;
              int to = Math.min(q.count(), from + together);
              try (LocalPosteriors part = q.copy(from, to)) {
                run(sessions.get(thread), part, from, weights, noise, consumer, failed, done);
              } catch (RuntimeException | Error e) {
                failed.set(true);
                throw e;
              }
            });
  }

  private void run(
      Session session,
      LocalPosteriors part,
      int from,
      boolean weights,
      NoiseSource<? extends Purpose.Judging> noise,
      Consumer consumer,
      AtomicBoolean failed,
      LongConsumer done) {
    session.feed(part);
    int[] ids = part.points().ids();
    int noiseSize = part.family().noiseSize(session.model().latentSize());
    int most = Math.min(chunk, samples);
    float[] epsilon =
        HostArrays.allocate(
            "the noise [samples x data points x noise size]", most, ids.length, noiseSize);
    for (int k = 0; k < samples && !failed.get(); k += chunk) {
      Interrupts.check();
      int count = Math.min(chunk, samples - k);
      noise.gaussian(0, ids, k, count, noiseSize, epsilon);
      session.inputs().set(PosteriorFamily.NOISE, epsilon, (long) count * ids.length, noiseSize);
      Results results = session.run(new LogWeights(part.family(), count, weights));
      consumer.accept(new Chunk(from, ids.length, k, results));
      done.accept((long) count * ids.length);
    }
  }
}
