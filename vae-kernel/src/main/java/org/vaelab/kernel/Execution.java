package org.vaelab.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.kernel.display.Answer;
import org.vaelab.kernel.display.NotebookProgress;
import org.vaelab.kernel.display.Renderers;
import org.vaelab.kernel.eval.CellExit;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.eval.Inspection;
import org.vaelab.kernel.eval.Outcome;
import org.vaelab.kernel.history.History;
import org.vaelab.kernel.magic.Magics;
import org.vaelab.kernel.output.Cell;
import org.vaelab.kernel.output.Input;
import org.vaelab.kernel.output.Streams;
import org.vaelab.kernel.protocol.Exchange;
import org.vaelab.kernel.protocol.FrontEndInput;
import org.vaelab.kernel.protocol.KernelLog;

/// Execute requests: runs cells and reports how they ended.
final class Execution {
  private static final Pattern QUESTION =
      Pattern.compile("\\s*(?:\\?\\s*([\\w$.]+)|([\\w$.]+)\\s*\\?)\\s*");

  private final Evaluator evaluator;
  private final Streams streams;
  private final History history;
  private final Magics commands;
  private final Assistance assistance;
  private final NotebookProgress progress = NotebookProgress.install();
  private int count;

  Execution(Evaluator evaluator, Streams streams, Assistance assistance, History history) {
    this.evaluator = evaluator;
    this.streams = streams;
    this.assistance = assistance;
    this.history = history;
    this.commands = new Magics(evaluator);
  }

  History history() {
    return history;
  }

  /// Runs a cell.
  ///
  /// @param drain takes the requests that wait behind this one
  /// @return these requests if the cell failed and the front end wants the cells among them not to
  ///     run
  List<Exchange> execute(Exchange exchange, Supplier<List<Exchange>> drain) {
    ExecuteRequest request = exchange.request().content(ExecuteRequest.class);
    boolean silent = request.isSilent();
    boolean stored = !silent && request.shouldStoreHistory();
    if (stored) {
      count++;
      history.add(count, request.getCode());
      evaluator.begin(count, request.getCode());
    }
    if (!silent) {
      exchange.publish(
          MessageType.PUBLISH_EXECUTE_INPUT, new PublishExecuteInput(request.getCode(), count));
    }
    Cell cell = cell(exchange, request);
    evaluator.runner().beginCell(cell);
    Outcome outcome;
    JsonObject expressions = new JsonObject();
    try {
      cell.adoptCurrentThread();
      outcome = result(cell, request.getCode(), value -> keep(value, stored));
      progress.cellEnded(cell);
      updatePanels();
      streams.flush();
      if (outcome instanceof Outcome.Value value && !silent) {
        exchange.publish(
            MessageType.PUBLISH_EXECUTION_RESULT,
            new PublishExecuteResult(count, (DisplayData) value.value()));
      }
      if (!(outcome instanceof Outcome.Failed)) {
        expressions = evaluate(cell, request.getUserExpr());
      }
    } finally {
      evaluator.runner().endCell();
    }
    if (outcome instanceof Outcome.Failed failed) {
      if (!silent) {
        exchange.publish(
            MessageType.PUBLISH_ERROR,
            new PublishError(failed.name(), failed.message(), failed.report()));
      }
      // Before the reply: what comes after it was sent by someone who knows of the failure.
      List<Exchange> queued = request.shouldStopOnError() ? drain.get() : List.of();
      exchange.reply(MessageType.EXECUTE_REPLY, errorContent(failed));
      CellExit.requested()
          .ifPresent(
              status -> {
                exchange.publishStatus("idle");
                Exit.now(status);
              });
      return queued;
    }
    JsonObject content = Exchange.content("ok");
    content.addProperty("execution_count", count);
    content.add("user_expressions", expressions);
    content.add("payload", payload(cell));
    exchange.reply(MessageType.EXECUTE_REPLY, content);
    return List.of();
  }

  private static JsonArray payload(Cell cell) {
    JsonArray payload = new JsonArray();
    cell.replacement()
        .ifPresent(
            text -> {
              JsonObject next = new JsonObject();
              next.addProperty("source", "set_next_input");
              next.addProperty("text", text);
              next.addProperty("replace", true);
              payload.add(next);
            });
    return payload;
  }

  private Cell cell(Exchange exchange, ExecuteRequest request) {
    Cell.Publisher publisher =
        (type, content) -> {
          if (!request.isSilent()) {
            exchange.publish(type, content);
          }
        };
    Optional<Input> input =
        request.isStdinEnabled() ? Optional.of(new FrontEndInput(exchange)) : Optional.empty();
    return new Cell(count, publisher, input);
  }

  /// Runs code and renders its value, both on the cell thread.
  ///
  /// @return an [Outcome.Value] holds a [DisplayData]
  /// @param keep takes the value itself
  private Outcome result(Cell cell, String code, Consumer<Object> keep) {
    try {
      Matcher question = QUESTION.matcher(code);
      if (question.matches()) {
        return answer(question.group(1) == null ? question.group(2) : question.group(1));
      }
      Outcome outcome = evaluator.run(cell, code, commands);
      if (outcome instanceof Outcome.Value(Object value)) {
        Object rendered = evaluator.runner().call(() -> Renderers.render(value));
        keep.accept(value);
        return new Outcome.Value(rendered);
      }
      return outcome;
    } catch (Throwable e) {
      return evaluator.failureOf(e);
    }
  }

  /// What is beside the cell is no reason for it to fail.
  private void updatePanels() {
    try {
      commands.cellEnded();
    } catch (Throwable e) {
      KernelLog.note("the table of variables was not brought up to date: " + e);
    }
  }

  /// A value whose size cannot be told is not kept, which is no failure of the cell.
  private void keep(Object value, boolean stored) {
    if (stored) {
      try {
        evaluator.keep(count, value);
      } catch (RuntimeException e) {
        KernelLog.failure("The result of a cell could not be kept.", e);
      }
    }
  }

  /// What `name?` asks for: documentation, and the value of a variable.
  private Outcome answer(String name) {
    Optional<Inspection.Documentation> known = assistance.documentation(name, name.length());
    Optional<Object> value =
        evaluator.variables().stream()
            .filter(variable -> variable.name().equals(name))
            .findFirst()
            .map(evaluator::value);
    if (known.isEmpty() && value.isEmpty()) {
      String unknown = "Nothing is known of %s; declare or import it first.".formatted(name);
      return new Outcome.Failed("NameError", unknown, List.of(unknown));
    }
    Answer answer =
        new Answer(
            name,
            known.map(Inspection.Documentation::text).orElse(""),
            known.map(Inspection.Documentation::html).orElse(""),
            value);
    return new Outcome.Value(evaluator.runInterruptibly(answer::data));
  }

  private JsonObject evaluate(Cell cell, Map<String, String> expressions) {
    JsonObject results = new JsonObject();
    expressions.forEach(
        (name, code) ->
            results.add(
                name,
                switch (result(cell, code, value -> {})) {
                  case Outcome.Value(Object data) -> bundle(data);
                  case Outcome.Done() -> bundle(new DisplayData());
                  case Outcome.Failed failed -> errorContent(failed);
                }));
    return results;
  }

  private static JsonObject bundle(Object data) {
    JsonObject bundle = new Gson().toJsonTree(data).getAsJsonObject();
    bundle.addProperty("status", "ok");
    return bundle;
  }

  private JsonObject errorContent(Outcome.Failed failed) {
    JsonObject content = Exchange.error(failed.name(), failed.message(), failed.report());
    content.addProperty("execution_count", count);
    return content;
  }
}
