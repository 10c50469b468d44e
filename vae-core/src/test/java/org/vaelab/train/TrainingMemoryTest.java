package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;

/// In a JVM of its own: code that others have run with other types allocates more.
@Tag("alone")
class TrainingMemoryTest {
  private static final int SIDE = 28;
  private static final int LATENT = 10;
  private static final int BATCH = 100;
  private static final int STEPS_PER_EPOCH = 100;
  // Until the JIT compiler has seen to the vector loops, their vectors are objects.
  private static final int WARM_UP_EPOCHS = 20;
  private static final int EPOCHS = 30;

  /// Whole steps: bits, noise, gradients, Adam, counters and progress. One array of
  /// a batch or of a layer, allocated anew at each step, would be ten times over the limit.
  @Test
  void aThousandStepsAllocateLittleHeapAndNoNativeMemory() {
    int points = BATCH * STEPS_PER_EPOCH;
    byte[] pixels = new byte[points * SIDE * SIDE];
    new SplittableRandom(1).nextBytes(pixels);
    Observations data =
        Observations.of(
            new ImageSet(points, SIDE, SIDE, pixels, new byte[points]), Binarisation.STOCHASTIC, 1);
    int size = SIDE * SIDE;
    Vae model = new Vae(size, LATENT, List.of(50), Activation.TANH, new Likelihood.Bernoulli());
    Amortized encoder =
        new Amortized(new DiagonalGaussianFamily(), size, LATENT, List.of(50), Activation.TANH);
    TrainingConfig config =
        new TrainingConfig(
            EPOCHS,
            BATCH,
            1,
            Adam.standard(),
            LearningRate.standard(1e-3),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] heap = new long[EPOCHS + 1];
    long[] tracked = new long[EPOCHS + 1];
    try (Trainer trainer =
            new Trainer(
                GraphExecutor.standard(), model, encoder, Elbo.standard(), config, "training");
        TrainingState state = trainer.start(points)) {
      trainer.train(
          state,
          data,
          Monitoring.none(),
          s -> {
            int epoch = s.counters().epoch();
            heap[epoch] = threads.getTotalThreadAllocatedBytes();
            tracked[epoch] = Pointer.totalBytes();
          });
    }
    // The median epoch, for the compiler may still be at work in one of them.
    double[] bytes =
        IntStream.range(WARM_UP_EPOCHS, EPOCHS)
            .mapToDouble(epoch -> (heap[epoch + 1] - heap[epoch]) * 100.0 / STEPS_PER_EPOCH)
            .sorted()
            .toArray();
    assertThat(bytes[bytes.length / 2]).as("bytes of heap per hundred steps").isLessThan(1 << 20);
    assertThat(tracked[EPOCHS] - tracked[WARM_UP_EPOCHS])
        .as("bytes of ND4J")
        .isLessThanOrEqualTo(0);
  }
}
