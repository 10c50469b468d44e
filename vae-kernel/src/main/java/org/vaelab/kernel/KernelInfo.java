package org.vaelab.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.reply.KernelInfoReply;
import java.util.List;

/// What the kernel says of itself.
final class KernelInfo {
  static final String VERSION = "0.1.0";

  private KernelInfo() {}

  static JsonObject reply() {
    LanguageInfo language =
        new LanguageInfo.Builder("java")
            .version(String.valueOf(Runtime.version().feature()))
            .mimetype("text/x-java-source")
            .fileExtension(".jshell")
            .pygments("java")
            .codemirror("text/x-java")
            .build();
    KernelInfoReply reply =
        new KernelInfoReply(
            Header.PROTOCOL_VERISON,
            "vaelab",
            VERSION,
            language,
            "VAE Lab " + VERSION + " on Java " + Runtime.version() + ". %help lists the commands.",
            List.of(
                new LanguageInfo.Help(
                    "Java API", "https://docs.oracle.com/en/java/javase/25/docs/api/")));
    JsonObject content = new Gson().toJsonTree(reply).getAsJsonObject();
    content.addProperty("status", "ok"); // The base kernel's class lacks it.
    return content;
  }
}
