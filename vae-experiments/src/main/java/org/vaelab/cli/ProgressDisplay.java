package org.vaelab.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;

/// Shows progress on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressDisplay {
  private ProgressDisplay() {}

  static ProgressListener forConsole() {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return terminal ? new Bar() : new Lines(System.err, Duration.ofSeconds(10));
  }

  private static String figures(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// A bar with the time left and the latest figures.
  private static final class Bar implements ProgressListener {
    private ProgressBar bar;
    private String task;
    private volatile Optional<Duration> remaining = Optional.empty();

    @Override
    public void onProgress(ProgressEvent event) {
      remaining = event.remaining();
      if (bar == null || !event.task().equals(task)) {
        close();
        task = event.task();
        bar =
            new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(event.total())
                .startsFrom(event.resumedFrom(), Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setEtaFunction(state -> remaining)
                .build();
      }
      bar.stepTo(event.done());
      if (!event.figures().isEmpty()) {
        bar.setExtraMessage(" " + figures(event.figures()));
      }
      if (event.finished()) {
        close();
      }
    }

    private void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }

  /// A line at the start and end of a task, and one every so often.
  static final class Lines implements ProgressListener {
    private final PrintStream out;
    private final Duration interval;
    private String task = "";
    private Duration last = Duration.ZERO;
    private Map<String, Double> figures = Map.of();

    Lines(PrintStream out, Duration interval) {
      this.out = out;
      this.interval = interval;
    }

    @Override
    public void onProgress(ProgressEvent event) {
      if (!event.task().equals(task)) {
        task = event.task();
        last = Duration.ZERO;
        figures = Map.of();
      }
      if (!event.figures().isEmpty()) {
        figures = event.figures();
      }
      if (event.finished() || event.elapsed().minus(last).compareTo(interval) >= 0) {
        last = event.elapsed();
        out.println(line(event));
      }
    }

    private String line(ProgressEvent event) {
      StringBuilder line = new StringBuilder(task);
      line.append(": ").append(100 * event.done() / Math.max(1, event.total())).append('%');
      line.append(", ").append(readable(event.elapsed()));
      if (!event.finished()) {
        event
            .remaining()
            .ifPresent(left -> line.append(", about ").append(readable(left)).append(" left"));
      }
      if (!figures.isEmpty()) {
        line.append(", ").append(figures(figures));
      }
      return line.toString();
    }

    private static String readable(Duration duration) {
      long seconds = Math.round(duration.toMillis() / 1000.0);
      return seconds < 60 ? seconds + " s" : "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
  }
}
