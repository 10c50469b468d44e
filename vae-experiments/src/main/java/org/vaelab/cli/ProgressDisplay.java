package org.vaelab.cli;

import java.io.IOError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;
import org.vaelab.progress.Stages;

/// Shows progress on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressDisplay {
  private ProgressDisplay() {}

  static ProgressListener forConsole() {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return terminal ? new Bar() : new Lines(System.err, Duration.ofSeconds(10));
  }

  private static String figures(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(e -> figure(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String figure(String name, double value) {
    return String.format(Locale.ROOT, "%s %.2f", name, value);
  }

  private static String readable(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    return seconds < 60 ? seconds + " s" : "%d min %02d s".formatted(seconds / 60, seconds % 60);
  }

  private static String place(Stages.Position stage) {
    return "%d/%d ".formatted(stage.number(), stage.count());
  }

  private static String leftInAll(Duration remaining) {
    return "about %s left in all".formatted(readable(remaining));
  }

  /// A bar for each stage, or for each task that is part of none, with the time left and the latest
  /// figures.
  private static final class Bar implements ProgressListener {
    private static final long WHOLE = 1000;
    // Per cent, brackets, what is done of all, and the time.
    private static final int FRAME = 30;
    private static final int SHORTEST_BAR = 6;

    private static final int USUAL_COLUMNS = 80;
    private static final Pattern UNIT = Pattern.compile(" \\([^)]*\\)$");

    private int columns;
    private ProgressBar bar;
    private String name;
    private volatile Optional<Duration> remaining = Optional.empty();

    /// Columns of the terminal, but for the last, in which some go to the next line. The library
    /// would ask in a way that makes Ctrl-C end the process at once, with nothing saved.
    private static int columns() {
      int all = 0;
      try (Terminal terminal = TerminalBuilder.builder().nativeSignals(false).dumb(true).build()) {
        all = terminal.getWidth();
      } catch (IOException | IOError e) { // A bar may be too short or too long.
        if (e instanceof InterruptedIOException || e.getCause() instanceof InterruptedIOException) {
          Thread.currentThread().interrupt();
        }
      }
      return (all > 1 ? all : USUAL_COLUMNS) - 1;
    }

    @Override
    public void onProgress(ProgressEvent event) {
      String now = event.stage().map(Bar::title).orElse(event.task());
      if (bar == null || !now.equals(name)) {
        close();
        name = now;
        if (columns == 0) { // Not before: it starts a process.
          columns = columns();
        }
        bar = event.stage().isPresent() ? ofStage() : ofTask(event);
      }
      remaining = event.remaining();
      bar.stepTo(event.stage().map(s -> Math.round(s.fraction() * WHOLE)).orElse(event.done()));
      String message = whatFits(details(event));
      if (!message.isEmpty()) {
        bar.setExtraMessage(" " + message);
      }
      if (event.stage().isEmpty() && event.finished()) {
        close();
      }
    }

    private static Stream<String> details(ProgressEvent event) {
      Stream<String> place =
          event.stage().stream()
              .flatMap(
                  stage ->
                      Stream.of(
                          stage.remaining().map(left -> readable(left) + " left").orElse(""),
                          event.task().startsWith(stage.name()) ? "" : event.task()));
      Stream<String> figures =
          event.figures().entrySet().stream()
              .map(e -> figure(UNIT.matcher(e.getKey()).replaceFirst(""), e.getValue()));
      return Stream.concat(place, figures).filter(detail -> !detail.isEmpty());
    }

    /// The details that have room beside the bar, the first at least.
    private String whatFits(Stream<String> details) {
      int room = columns - name.length() - FRAME - SHORTEST_BAR;
      StringBuilder text = new StringBuilder();
      details
          .takeWhile(
              detail -> text.isEmpty() || text.length() + ", ".length() + detail.length() <= room)
          .forEach(detail -> text.append(text.isEmpty() ? "" : ", ").append(detail));
      return text.toString();
    }

    @Override
    public void onStageEnd() {
      close();
    }

    private static String title(Stages.Position stage) {
      return place(stage) + stage.name();
    }

    private ProgressBarBuilder builder() {
      return new ProgressBarBuilder()
          .setTaskName(name)
          .setStyle(ProgressBarStyle.ASCII)
          .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
          .setUpdateIntervalMillis(200);
    }

    private ProgressBar ofStage() {
      return builder().setInitialMax(WHOLE).setUnit("%", WHOLE / 100).hideEta().build();
    }

    private ProgressBar ofTask(ProgressEvent event) {
      return builder()
          .setInitialMax(event.total())
          .startsFrom(event.resumedFrom(), Duration.ZERO)
          .setEtaFunction(state -> remaining)
          .build();
    }

    private void close() {
      if (bar != null) {
        boolean interrupted = Thread.interrupted(); // Else it would not wait for the last drawing.
        bar.close();
        bar = null;
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /// A line at the start and end of a task, and one every so often.
  static final class Lines implements ProgressListener {
    private final PrintStream out;
    private final Duration interval;
    private String task = "";
    private String ended = "";
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
      boolean again = event.finished() && task.equals(ended);
      if (event.finished() ? !again : event.elapsed().minus(last).compareTo(interval) >= 0) {
        last = event.elapsed();
        ended = event.finished() ? task : "";
        out.println(line(event));
      }
    }

    private String line(ProgressEvent event) {
      StringBuilder line = new StringBuilder(event.stage().map(s -> place(s)).orElse(""));
      line.append(task)
          .append(": ")
          .append(100 * event.done() / Math.max(1, event.total()))
          .append('%');
      line.append(", ").append(readable(event.elapsed()));
      if (!event.finished()) {
        event
            .remaining()
            .ifPresent(left -> line.append(", about ").append(readable(left)).append(" left"));
      }
      event
          .stage()
          .flatMap(Stages.Position::remaining)
          .ifPresent(left -> line.append(", ").append(leftInAll(left)));
      if (!figures.isEmpty()) {
        line.append(", ").append(figures(figures));
      }
      return line.toString();
    }
  }
}
