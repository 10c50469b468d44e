package org.vaelab.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.Arrays;
import java.util.List;

/// A message from the front end.
///
/// @param identities routing frames, to be sent back in front of the reply
/// @param header the header as it came, the parent header of all that answers it
/// @param parent the header of the message that it answers, empty if none
/// @param typeName what is asked, as the header names it
/// @param content an instance of the type's content class, or the [InvalidRequestException] that
///     says why there is none
public record Request(
    List<byte[]> identities,
    JsonObject header,
    JsonObject parent,
    String typeName,
    Object content) {

  /// What is asked; [MessageType#UNKNOWN] if the type has no name here.
  public MessageType<?> type() {
    return MessageType.getType(typeName);
  }

  /// The content as its class.
  ///
  /// @throws InvalidRequestException if the content does not have its type's form
  public <T> T content(Class<T> contentClass) {
    if (content instanceof InvalidRequestException invalid) {
      throw invalid;
    }
    return contentClass.cast(content);
  }

  /// Whether both come from the same front end: by the same route and of the same session.
  boolean sameSender(Request other) {
    return Arrays.deepEquals(identities.toArray(), other.identities.toArray())
        && text(header, "session").equals(text(other.header, "session"));
  }

  /// The text of a field, empty if there is none.
  static String text(JsonObject object, String field) {
    return object.get(field) instanceof JsonElement value && value.isJsonPrimitive()
        ? value.getAsString()
        : "";
  }
}
