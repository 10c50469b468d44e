package org.vaelab.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/// What Jupyter wrote for the kernel that it starts: where to listen, and the key of signatures.
///
/// @param addresses as the file has them
/// @param signer with the file's scheme and key
record ConnectionFile(KernelConnectionProperties addresses, HMACGenerator signer) {
  private static final int MAX_PORT = 65_535;
  private static final long MAX_BYTES = 1 << 20;

  /// @throws IllegalArgumentException if the file cannot be read or is not what Jupyter writes,
  ///     with one sentence for the terminal
  static ConnectionFile read(Path file) {
    try {
      // Opening a pipe would wait for a writer, and a device may never end.
      if (Files.exists(file) && (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES)) {
        throw new IOException("it is no regular file of at most a megabyte");
      }
      JsonObject content = parse(Files.readString(file, StandardCharsets.UTF_8), file);
      KernelConnectionProperties addresses =
          new KernelConnectionProperties(
              text(content, "ip", file),
              port(content, "control_port", file),
              port(content, "shell_port", file),
              port(content, "stdin_port", file),
              port(content, "hb_port", file),
              port(content, "iopub_port", file),
              text(content, "transport", file),
              text(content, "signature_scheme", file),
              text(content, "key", file));
      if (!List.of("tcp", "ipc").contains(addresses.getTransport())
          || !addresses.getSignatureScheme().startsWith("hmac-")
          || addresses.getIp().isBlank()) {
        throw new IllegalArgumentException(
            "The connection file %s has another 'transport' than tcp and ipc, a 'signature_scheme' other than hmac-*, or no 'ip'; let Jupyter write it."
                .formatted(file));
      }
      return new ConnectionFile(addresses, addresses.createHMACGenerator());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The connection file %s cannot be read (%s); Jupyter passes it when it starts the kernel."
              .formatted(file, e),
          e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The connection file %s asks for a signature scheme that this Java does not have: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Strictly, for what a damaged file might mean is not guessed.
  private static JsonObject parse(String text, Path file) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement content = JsonParser.parseReader(reader);
      if (content.isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT) {
        return content.getAsJsonObject();
      }
      throw new JsonParseException("it is no object with nothing behind it");
    } catch (JsonParseException | IOException e) {
      throw new IllegalArgumentException(
          "The connection file %s is not JSON: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static String text(JsonObject content, String name, Path file) {
    if (content.get(name) instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw new IllegalArgumentException(
        "The connection file %s has no text '%s'; let Jupyter write it.".formatted(file, name));
  }

  private static int port(JsonObject content, String name, Path file) {
    // As text: a number of a million digits is not worth a calculation.
    if (content.get(name) instanceof JsonPrimitive value
        && value.isNumber()
        && value.getAsString().matches("[1-9][0-9]{0,4}")
        && Integer.parseInt(value.getAsString()) <= MAX_PORT) {
      return Integer.parseInt(value.getAsString());
    }
    throw new IllegalArgumentException(
        "The connection file %s has no port from 1 to %d as '%s'; let Jupyter write it."
            .formatted(file, MAX_PORT, name));
  }
}
