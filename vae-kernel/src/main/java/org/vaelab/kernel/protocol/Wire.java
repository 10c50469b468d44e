package org.vaelab.kernel.protocol;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.spencerpark.jupyter.kernel.history.HistoryEntry;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.adapters.HistoryEntryAdapter;
import io.github.spencerpark.jupyter.messages.adapters.HistoryRequestAdapter;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Messages to frames and back, with their signatures. Safe for use from several threads.
public final class Wire {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);

  /// Frames after the delimiter: signature, header, parent header, metadata, content.
  private static final int FRAMES = 5;

  private static final int REMEMBERED_SIGNATURES = 10_000;

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(HistoryEntry.class, HistoryEntryAdapter.INSTANCE)
          .registerTypeAdapter(HistoryRequest.class, HistoryRequestAdapter.INSTANCE)
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .create();

  private final HMACGenerator signer;
  private final String session = UUID.randomUUID().toString();
  private final Set<String> seen = new LinkedHashSet<>();

  public Wire(HMACGenerator signer) {
    this.signer = signer;
  }

  /// Reads one message.
  ///
  /// @throws MalformedMessageException if it must not be answered, with the reason
  Request decode(List<byte[]> frames) throws MalformedMessageException {
    int delimiter = 0;
    while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
      delimiter++;
    }
    if (frames.size() < delimiter + 1 + FRAMES) {
      throw new MalformedMessageException(
          "a message of %d frames lacks the delimiter or some of the %d frames after it"
              .formatted(frames.size(), FRAMES));
    }
    String signature = checkSignature(frames.subList(delimiter + 1, delimiter + 1 + FRAMES));
    JsonObject header = object(frames.get(delimiter + 2), "header");
    JsonObject parent = object(frames.get(delimiter + 3), "parent header");
    if (!(header.get("msg_type") instanceof JsonPrimitive name && name.isString())) {
      throw new MalformedMessageException("a message's header has no msg_type");
    }
    String type = name.getAsString();
    Request request =
        new Request(
            List.copyOf(frames.subList(0, delimiter)),
            header,
            parent,
            type,
            content(type, frames.get(delimiter + 5)));
    checkReplay(signature); // At the end: for lack of memory this method may be called again.
    return request;
  }

  private String checkSignature(List<byte[]> signed) throws MalformedMessageException {
    String expected = sign(signed.get(1), signed.get(2), signed.get(3), signed.get(4));
    if (expected.isEmpty()) {
      return expected; // The connection file has no key.
    }
    if (!MessageDigest.isEqual(signed.get(0), expected.getBytes(StandardCharsets.US_ASCII))) {
      throw new MalformedMessageException("a message's signature is missing or wrong");
    }
    return expected;
  }

  private void checkReplay(String signature) throws MalformedMessageException {
    if (signature.isEmpty()) {
      return;
    }
    synchronized (seen) {
      if (seen.size() >= REMEMBERED_SIGNATURES) {
        seen.remove(seen.iterator().next());
      }
      if (!seen.add(signature)) {
        throw new MalformedMessageException("a message was replayed");
      }
    }
  }

  private static JsonObject object(byte[] frame, String what) throws MalformedMessageException {
    try {
      return object(frame);
    } catch (CharacterCodingException | JsonParseException | IllegalStateException e) {
      throw new MalformedMessageException("a message's " + what + " is not a JSON object");
    }
  }

  private static JsonObject object(byte[] frame) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame)).toString();
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /// The content, or the exception that says what is wrong with it: a genuine request has a right
  /// to an answer.
  private static Object content(String type, byte[] frame) {
    try {
      return GSON.fromJson(
          ContentSchema.complete(type, object(frame)), MessageType.getType(type).getContentType());
    } catch (InvalidRequestException e) {
      return e;
    } catch (CharacterCodingException | RuntimeException e) {
      return new InvalidRequestException(
          "The content of a message '%s' is not what the protocol prescribes: %s"
              .formatted(type, e.getMessage()));
    }
  }

  /// Writes one message.
  ///
  /// @param identities routing frames (ROUTER sockets) or the topic (PUB)
  /// @param parent header of the request that this answers, empty if none
  /// @param content any object that Gson can write
  /// @param id of the message
  public List<byte[]> encode(
      List<byte[]> identities, String id, String type, JsonObject parent, Object content) {
    JsonObject header = new JsonObject();
    header.addProperty("msg_id", id);
    header.addProperty("username", Header.KERNEL_USERNAME);
    header.addProperty("session", session);
    header.addProperty("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
    header.addProperty("msg_type", type);
    header.addProperty("version", Header.PROTOCOL_VERISON);
    byte[] headerFrame = json(header);
    byte[] parentFrame = json(parent);
    byte[] metadataFrame = json(new JsonObject());
    byte[] contentFrame = json(content);
    List<byte[]> frames = new ArrayList<>(identities);
    frames.add(DELIMITER);
    frames.add(
        sign(headerFrame, parentFrame, metadataFrame, contentFrame)
            .getBytes(StandardCharsets.US_ASCII));
    frames.addAll(List.of(headerFrame, parentFrame, metadataFrame, contentFrame));
    return frames;
  }

  private String sign(byte[]... frames) {
    return signer.calculateSignature(frames);
  }

  private static byte[] json(Object value) {
    return GSON.toJson(value).getBytes(StandardCharsets.UTF_8);
  }
}
