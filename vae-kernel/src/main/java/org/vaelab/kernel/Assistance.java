package org.vaelab.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.CompleteReply;
import io.github.spencerpark.jupyter.messages.reply.InspectReply;
import io.github.spencerpark.jupyter.messages.request.CompleteRequest;
import io.github.spencerpark.jupyter.messages.request.InspectRequest;
import io.github.spencerpark.jupyter.messages.request.IsCompleteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.kernel.eval.Analysis;
import org.vaelab.kernel.eval.Completion;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.eval.Inspection;
import org.vaelab.kernel.magic.CommandCompletion;
import org.vaelab.kernel.protocol.Exchange;
import org.vaelab.kernel.protocol.KernelLog;

/// Help while editing: completion, inspection, whether code is complete. The compiler for it runs
/// on a thread of its own; what it does not know in time is left out.
final class Assistance {
  static final Set<MessageType<?>> TYPES =
      Set.of(
          MessageType.COMPLETE_REQUEST,
          MessageType.INSPECT_REQUEST,
          MessageType.IS_COMPLETE_REQUEST);

  private static final Pattern CODE_COMMAND = Pattern.compile("\\s*%time(it)?\\s");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ExecutorService compiler =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("analysis").factory());
  private final Analysis analysis = new Analysis();
  private final Completion completion = new Completion(analysis);
  private final Inspection inspection = new Inspection(analysis);
  private boolean prepared;

  /// Takes over what a cell declared; called on the cells' thread.
  void cellEnded(Evaluator evaluator) {
    analysis.update(evaluator);
    if (!prepared) {
      prepared = true;
      compiler.execute(analysis::prepare);
    }
  }

  private <T> T inTime(Callable<T> work, T otherwise) {
    Future<T> result = compiler.submit(work);
    try {
      return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      KernelLog.note("help for the editor was not ready in time");
      return otherwise;
    } catch (ExecutionException e) {
      KernelLog.failure("Help for the editor failed.", e.getCause());
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }

  void answer(Exchange exchange) {
    MessageType<?> type = exchange.request().type();
    if (type == MessageType.COMPLETE_REQUEST) {
      complete(exchange);
    } else if (type == MessageType.INSPECT_REQUEST) {
      inspect(exchange);
    } else {
      isComplete(exchange);
    }
  }

  private void complete(Exchange exchange) {
    CompleteRequest request = exchange.request().content(CompleteRequest.class);
    String code = request.getCode();
    int cursor = Cursor.toIndex(code, request.getCursorPos());
    Completion.Matches matches = matches(code, cursor);
    List<Map<String, Object>> typed =
        matches.candidates().stream()
            .map(
                c ->
                    Map.<String, Object>of(
                        "text", c.text(),
                        "type", c.kind(),
                        "signature", c.signature(),
                        "start", Cursor.toCodePoints(code, matches.start()),
                        "end", Cursor.toCodePoints(code, cursor)))
            .toList();
    exchange.reply(
        MessageType.COMPLETE_REPLY,
        new CompleteReply(
            matches.candidates().stream().map(Completion.Candidate::text).distinct().toList(),
            Cursor.toCodePoints(code, matches.start()),
            Cursor.toCodePoints(code, cursor),
            Map.of("_jupyter_types_experimental", typed)));
  }

  private Completion.Matches matches(String code, int cursor) {
    int lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
    String line = code.substring(lineStart, cursor);
    int indent = line.length() - line.stripLeading().length();
    if (line.startsWith("%", indent) && !CODE_COMMAND.matcher(line).lookingAt()) {
      CommandCompletion.Matches found = CommandCompletion.of(line.substring(indent));
      return new Completion.Matches(
          lineStart + indent + found.start(),
          found.candidates().stream().map(c -> new Completion.Candidate(c, "", "")).toList());
    }
    return inTime(
        () -> {
          Matcher command = CODE_COMMAND.matcher(line);
          // The code of %time stands in the place of a cell's.
          return command.lookingAt()
              ? completion.at(
                  code.substring(0, lineStart)
                      + " ".repeat(command.end())
                      + code.substring(lineStart + command.end()),
                  cursor)
              : completion.at(code, cursor);
        },
        new Completion.Matches(cursor, List.of()));
  }

  /// What is known of the name at a cursor.
  Optional<Inspection.Documentation> documentation(String code, int cursor) {
    return inTime(() -> inspection.at(code, cursor), Optional.empty());
  }

  private void inspect(Exchange exchange) {
    InspectRequest request = exchange.request().content(InspectRequest.class);
    int cursor = Cursor.toIndex(request.getCode(), request.getCursorPos());
    Optional<Inspection.Documentation> found = documentation(request.getCode(), cursor);
    DisplayData data = new DisplayData();
    found.ifPresent(
        documentation -> {
          data.putText(documentation.text());
          data.putHTML(documentation.html());
        });
    exchange.reply(MessageType.INSPECT_REPLY, new InspectReply(found.isPresent(), data));
  }

  private void isComplete(Exchange exchange) {
    String code = exchange.request().content(IsCompleteRequest.class).getCode();
    Completion.Completeness completeness =
        inTime(
            () -> completion.completeness(code),
            new Completion.Completeness("unknown", Optional.empty()));
    JsonObject content = Exchange.content(completeness.status());
    completeness.indent().ifPresent(indent -> content.addProperty("indent", indent));
    exchange.reply(MessageType.IS_COMPLETE_REPLY, content);
  }
}
