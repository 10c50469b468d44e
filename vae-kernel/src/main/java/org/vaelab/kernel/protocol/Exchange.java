package org.vaelab.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.List;

/// One request and all that answers it.
public final class Exchange {
  private static final String REQUEST = "_request";

  private final Connection connection;
  private final MessageSocket channel;
  private final Request request;
  private boolean replied;

  /// @param connection where it came in
  /// @param channel the socket that the reply goes to
  public Exchange(Connection connection, MessageSocket channel, Request request) {
    this.connection = connection;
    this.channel = channel;
    this.request = request;
  }

  public Connection connection() {
    return connection;
  }

  public Request request() {
    return request;
  }

  /// Publishes to all front ends, as a consequence of the request.
  public void publish(MessageType<?> type, Object content) {
    connection.publish(request.header(), type, content);
  }

  /// Publishes `busy` or `idle`.
  public void publishStatus(String state) {
    connection.publishStatus(request.header(), state);
  }

  /// Answers the request.
  public void reply(MessageType<?> type, Object content) {
    reply(type.getName(), content);
  }

  /// Answers the request with a message whose type has no name here.
  public void reply(String type, Object content) {
    channel.send(request.identities(), type, request.header(), content);
    replied = true;
  }

  /// Answers the request with a status and nothing more.
  public void replyStatus(MessageType<?> type, String status) {
    reply(type, content(status));
  }

  /// The content of a reply, but for what is said beside the status.
  public static JsonObject content(String status) {
    JsonObject content = new JsonObject();
    content.addProperty("status", status);
    return content;
  }

  /// The content of a reply that says what is wrong.
  ///
  /// @param report what the user reads, line by line
  public static JsonObject error(String name, String message, List<String> report) {
    JsonObject content = content("error");
    content.addProperty("ename", name);
    content.addProperty("evalue", message);
    JsonArray lines = new JsonArray();
    report.forEach(lines::add);
    content.add("traceback", lines);
    return content;
  }

  /// Says why there is no other answer, unless one was sent. A message that is no request has no
  /// reply.
  public void replyError(String name, String message) {
    String type = request.typeName();
    if (replied || !type.endsWith(REQUEST)) {
      KernelLog.note("no answer to a message '" + type + "': " + message);
      return;
    }
    JsonObject content = error(name, message, List.of(message));
    if (request.type() == MessageType.EXECUTE_REQUEST) {
      publish(MessageType.PUBLISH_ERROR, content); // Where front ends look for it.
    }
    if (type.equals("debug_request")) { // Its reply has the Debug Adapter Protocol's form as well.
      content.addProperty("type", "response");
      content.addProperty("success", false);
      content.addProperty("message", message);
    }
    reply(type.substring(0, type.length() - REQUEST.length()) + "_reply", content);
  }
}
