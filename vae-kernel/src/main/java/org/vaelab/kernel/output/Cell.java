package org.vaelab.kernel.output;

import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.Optional;

/// One run of a cell, as the owner of output. A thread belongs to the cell that was running when
/// it was created, so that its output appears there also after the cell has ended.
public final class Cell {
  private static final InheritableThreadLocal<Cell> OWNER = new InheritableThreadLocal<>();
  private static final Cell NOBODY = new Cell(0, (type, content) -> {}, Optional.empty());
  private static volatile Cell latest;

  /// Where messages go.
  public interface Publisher {
    void publish(MessageType<?> type, Object content);
  }

  private final int number;
  private final Publisher publisher;
  private final Optional<Input> input;
  private Optional<String> replacement = Optional.empty();

  /// @param number the number in `In [number]`
  /// @param input where the cell's standard input comes from, empty where the front end has none
  public Cell(int number, Publisher publisher, Optional<Input> input) {
    this.number = number;
    this.publisher = publisher;
    this.input = input;
  }

  public int number() {
    return number;
  }

  public Optional<Input> input() {
    return input;
  }

  /// Asks the front end to put another text in the place of the cell's own.
  public void replaceBy(String text) {
    replacement = Optional.of(text);
  }

  /// The text that is to be in the place of the cell's own.
  public Optional<String> replacement() {
    return replacement;
  }

  public void publish(MessageType<?> type, Object content) {
    publisher.publish(type, content);
  }

  /// Makes this the owner of what the current thread, and threads that it creates, put out.
  public void adoptCurrentThread() {
    OWNER.set(this);
    latest = this;
  }

  /// Drops what the current thread puts out.
  public static void silenceCurrentThread() {
    OWNER.set(NOBODY);
  }

  /// The current thread's cell; for threads of no cell, the latest that ran.
  public static Optional<Cell> current() {
    Cell owner = OWNER.get();
    return Optional.ofNullable(owner == null ? latest : owner);
  }
}
