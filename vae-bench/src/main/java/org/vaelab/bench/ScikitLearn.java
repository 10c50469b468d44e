package org.vaelab.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Mixtures of Gaussians by scikit-learn, in a process of Python of the system's own.
final class ScikitLearn implements EngineAdapter {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String VERSION = "import sklearn.mixture; print(sklearn.__version__)";

  /// It starts warm, where it is put: from its own starts it would cluster the points before.
  private static final String PROGRAM =
      """
      import json, sys, warnings
      import numpy
      from sklearn.mixture import GaussianMixture

      warnings.simplefilter("ignore")
      points, size, components, iterations = map(int, sys.argv[1:])
      x = numpy.frombuffer(sys.stdin.buffer.read(8 * points * size), "<f8").reshape(points, size)
      mixture = GaussianMixture(
          components, tol=0, reg_covar=0, max_iter=iterations, warm_start=True)
      mixture.converged_ = False

      for line in sys.stdin.buffer:
          mixture.weights_ = numpy.full(components, 1 / components)
          mixture.means_ = x[:components].copy()
          mixture.precisions_cholesky_ = numpy.tile(numpy.eye(size), (components, 1, 1))
          mixture.lower_bound_ = -numpy.inf
          mixture.fit(x)
          print(
              json.dumps({
                  "log p(x)": [mixture.score(x)],
                  "the weights": mixture.weights_.tolist(),
                  "the means": mixture.means_.ravel().tolist(),
                  "the covariances": mixture.covariances_.ravel().tolist(),
              }) if line == b"numbers\\n" else "done",
              flush=True)
      """;

  /// Why it cannot be compared with, in a sentence; empty if it can.
  static Optional<String> missing() {
    return missing(PYTHON);
  }

  static Optional<String> missing(String python) {
    return version(python).isPresent()
        ? Optional.empty()
        : Optional.of(
            "The cases that are compared with scikit-learn are left out, as %s has none (Debian: apt install python3-sklearn)."
                .formatted(python));
  }

  private static Optional<String> version(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", VERSION)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String version = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? Optional.of(version) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public Workload open(Task task) {
    return Fits.start(task);
  }

  @Override
  public Numbers check(Task task) {
    try (Fits fits = Fits.start(task)) {
      return new Numbers(
          new ObjectMapper().readValue(fits.ask("numbers"), new TypeReference<>() {}), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String description() {
    return "%s threads, scikit-learn %s"
        .formatted(System.getenv("OMP_NUM_THREADS"), version(PYTHON).orElse("missing"));
  }

  /// The process with the points, which fits whenever it is asked.
  private record Fits(Process process, OutputStream requests, BufferedReader replies)
      implements Workload {

    static Fits start(Task task) {
      List<String> command =
          List.of(
              PYTHON,
              "-c",
              PROGRAM,
              Integer.toString(task.points()),
              Integer.toString(task.dataSize()),
              Integer.toString(task.latentSize()),
              Integer.toString(Task.STEPS));
      try {
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Fits fits =
            new Fits(
                process, process.getOutputStream(), process.inputReader(StandardCharsets.UTF_8));
        ByteBuffer row =
            ByteBuffer.allocate(Double.BYTES * task.dataSize()).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] point : new MixtureFixture(task).points()) {
          row.asDoubleBuffer().put(point);
          fits.requests.write(row.array());
        }
        return fits;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String ask(String what) {
      try {
        requests.write((what + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
        String reply = replies.readLine();
        if (reply == null) {
          throw new IOException("scikit-learn ended.");
        }
        return reply;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void run() {
      ask("fit");
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
