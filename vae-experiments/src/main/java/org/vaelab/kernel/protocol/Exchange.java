package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;

/// One request and all that answers it.
///
/// @param connection where it came in
/// @param channel the socket that the reply goes to
public record Exchange(Connection connection, MessageSocket channel, Request request) {

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
    channel.send(request.identities(), type, request.header(), content);
  }

  /// Answers the request with a status and nothing more.
  public void replyStatus(MessageType<?> type, String status) {
    JsonObject content = new JsonObject();
    content.addProperty("status", status);
    reply(type, content);
  }
}
