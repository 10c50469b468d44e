package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.List;

/// A message from the front end.
///
/// @param identities routing frames, to be sent back in front of the reply
/// @param header the header as it came, the parent header of all that answers it
/// @param type what is asked; [MessageType#UNKNOWN] if the type has no name here
/// @param content an instance of the type's content class
public record Request(
    List<byte[]> identities, JsonObject header, MessageType<?> type, Object content) {

  /// The content as its class.
  public <T> T content(Class<T> contentClass) {
    return contentClass.cast(content);
  }
}
