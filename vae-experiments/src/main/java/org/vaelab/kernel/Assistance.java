package org.vaelab.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.CompleteReply;
import io.github.spencerpark.jupyter.messages.reply.InspectReply;
import io.github.spencerpark.jupyter.messages.request.CompleteRequest;
import io.github.spencerpark.jupyter.messages.request.InspectRequest;
import io.github.spencerpark.jupyter.messages.request.IsCompleteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.kernel.eval.Completion;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.eval.Inspection;
import org.vaelab.kernel.protocol.Exchange;

/// Help while editing: completion, inspection, whether code is complete.
final class Assistance {
  private final Completion completion;
  private final Inspection inspection;

  Assistance(Evaluator evaluator) {
    completion = new Completion(evaluator);
    inspection = new Inspection(evaluator);
  }

  void complete(Exchange exchange) {
    CompleteRequest request = exchange.request().content(CompleteRequest.class);
    String code = request.getCode();
    int cursor = Cursor.toIndex(code, request.getCursorPos());
    Completion.Matches matches = completion.at(code, cursor);
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

  void inspect(Exchange exchange) {
    InspectRequest request = exchange.request().content(InspectRequest.class);
    int cursor = Cursor.toIndex(request.getCode(), request.getCursorPos());
    Optional<Inspection.Documentation> found = inspection.at(request.getCode(), cursor);
    DisplayData data = new DisplayData();
    found.ifPresent(
        documentation -> {
          data.putText(documentation.text());
          data.putHTML(documentation.html());
        });
    exchange.reply(MessageType.INSPECT_REPLY, new InspectReply(found.isPresent(), data));
  }

  void isComplete(Exchange exchange) {
    String code = exchange.request().content(IsCompleteRequest.class).getCode();
    Completion.Completeness completeness = completion.completeness(code);
    JsonObject content = new JsonObject();
    content.addProperty("status", completeness.status());
    if (completeness.indent().isPresent()) {
      content.addProperty("indent", completeness.indent().get());
    }
    exchange.reply(MessageType.IS_COMPLETE_REPLY, content);
  }
}
