package org.vaelab.kernel;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vaelab.kernel.eval.Redefinition;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A kernel in a process of its own and a front end on real sockets, independent of the kernel's
/// own protocol code.
public final class TestKernel implements AutoCloseable {
  /// A full heap on a busy machine is slow.
  static final int PATIENCE_MS = 180_000;

  /// A kernel that was silent for so long hangs, and tests that share it fail soon.
  private static final int HOPELESS_MS = 3_000;

  private static final String DELIMITER = "<IDS|MSG>";

  /// A message as a front end sees it.
  public record Message(String channel, String type, JsonObject parent, JsonObject content) {
    String parentId() {
      return parent.get("msg_id") instanceof JsonPrimitive id ? id.getAsString() : "";
    }

    public String text(String key) {
      return content.get(key).getAsString();
    }
  }

  /// All that a cell caused: its reply and what was published up to its `idle`.
  public record Run(Message reply, List<Message> published) {
    public String status() {
      return reply.text("status");
    }

    public List<Message> published(String type) {
      return published.stream().filter(m -> m.type().equals(type)).toList();
    }

    /// Everything written to a stream.
    String stream(String name) {
      StringBuilder text = new StringBuilder();
      for (Message message : published("stream")) {
        if (message.text("name").equals(name)) {
          text.append(message.text("text"));
        }
      }
      return text.toString();
    }

    JsonObject data() {
      List<Message> results = published("execute_result");
      if (results.isEmpty()) {
        throw new AssertionError("The cell has no result; its reply: " + reply.content());
      }
      return results.getFirst().content().getAsJsonObject("data");
    }

    /// What was displayed first.
    JsonObject display() {
      return published("display_data").getFirst().content().getAsJsonObject("data");
    }

    public String result() {
      return data().get("text/plain").getAsString();
    }

    /// What the user reads of the error, without colours.
    public String traceback() {
      StringBuilder text = new StringBuilder();
      for (var line : reply.content().getAsJsonArray("traceback")) {
        text.append(line.getAsString()).append('\n');
      }
      return text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
    }
  }

  final Process process;
  private final ZContext context = new ZContext();
  final ZMQ.Socket shell = context.createSocket(SocketType.DEALER);
  final ZMQ.Socket control = context.createSocket(SocketType.DEALER);
  final ZMQ.Socket stdin = context.createSocket(SocketType.DEALER);
  final ZMQ.Socket ioPub = context.createSocket(SocketType.SUB);
  final ZMQ.Socket heartbeat = context.createSocket(SocketType.REQ);
  private final String key = UUID.randomUUID().toString();
  private final Path log;
  private final Path connectionFile;

  /// Starts a kernel with the class path of the tests and waits until it answers.
  public static TestKernel start(String... flags) {
    return start(javaCommand(flags), Map.of());
  }

  static List<String> javaCommand(String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.bytedeco.javacpp.maxbytes=512M"));
    command.addAll(Redefinition.OPTIONS);
    command.addAll(List.of(flags));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), KernelMain.class.getName()));
    return command;
  }

  /// @param command to which the connection file is appended, or put for `{connection_file}`
  static TestKernel start(List<String> command, Map<String, String> environment) {
    try {
      TestKernel kernel = new TestKernel(command, environment);
      kernel.awaitReady();
      return kernel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestKernel(List<String> command, Map<String, String> environment) throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    int[] ports = new int[5];
    for (int i = 0; i < ports.length; i++) {
      reserved.add(new ServerSocket(0));
      ports[i] = reserved.getLast().getLocalPort();
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    JsonObject file = new JsonObject();
    file.addProperty("ip", "127.0.0.1");
    file.addProperty("transport", "tcp");
    file.addProperty("signature_scheme", "hmac-sha256");
    file.addProperty("key", key);
    file.addProperty("shell_port", ports[0]);
    file.addProperty("control_port", ports[1]);
    file.addProperty("stdin_port", ports[2]);
    file.addProperty("iopub_port", ports[3]);
    file.addProperty("hb_port", ports[4]);
    connectionFile = Files.createTempFile("kernel-test", ".json");
    Files.writeString(connectionFile, file.toString());
    log = Files.createTempFile("kernel-test", ".log");
    byte[] identity = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    shell.setIdentity(identity);
    stdin.setIdentity(identity);
    ioPub.setHWM(0);
    ioPub.subscribe("");
    for (ZMQ.Socket socket : List.of(shell, control, stdin, ioPub, heartbeat)) {
      socket.setLinger(0);
    }
    setPatience(PATIENCE_MS);
    shell.connect("tcp://127.0.0.1:" + ports[0]);
    control.connect("tcp://127.0.0.1:" + ports[1]);
    stdin.connect("tcp://127.0.0.1:" + ports[2]);
    ioPub.connect("tcp://127.0.0.1:" + ports[3]);
    heartbeat.connect("tcp://127.0.0.1:" + ports[4]);
    List<String> full = new ArrayList<>(command);
    if (!full.contains("{connection_file}")) {
      full.add("{connection_file}");
    }
    full.replaceAll(a -> a.equals("{connection_file}") ? connectionFile.toString() : a);
    // A build that runs in the background of a shell hands down a SIGINT that is ignored.
    if (System.getProperty("os.name").equals("Linux")) {
      full.addAll(0, List.of("env", "--default-signal=INT"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(full).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("JPY_PARENT_PID");
    builder.environment().put("VAELAB_HISTORY", "off");
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private void setPatience(int milliseconds) {
    for (ZMQ.Socket socket : List.of(shell, control, stdin, ioPub, heartbeat)) {
      socket.setReceiveTimeOut(milliseconds);
    }
  }

  /// Until the kernel answers and this front end hears what it publishes.
  private void awaitReady() {
    ioPub.setReceiveTimeOut(300);
    try {
      for (int attempt = 0; attempt < 100; attempt++) {
        String id = send(shell, "kernel_info_request", new JsonObject());
        reply(shell, id);
        Optional<Message> heard = receive(ioPub, "iopub");
        while (heard.isPresent()) {
          if (heard.get().parentId().equals(id) && isIdle(heard.get())) {
            return;
          }
          heard = receive(ioPub, "iopub");
        }
      }
      throw new IllegalStateException("the kernel did not become ready: " + log());
    } finally {
      ioPub.setReceiveTimeOut(PATIENCE_MS);
    }
  }

  /// What the process wrote to its terminal.
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject cell(String code) {
    JsonObject content = new JsonObject();
    content.addProperty("code", code);
    content.addProperty("silent", false);
    content.addProperty("store_history", true);
    content.add("user_expressions", new JsonObject());
    content.addProperty("allow_stdin", true);
    content.addProperty("stop_on_error", true);
    return content;
  }

  /// Sends a cell.
  ///
  /// @return the request's id
  String begin(String code) {
    return send(shell, "execute_request", cell(code));
  }

  /// Runs a cell to its end.
  public Run run(String code) {
    return await(begin(code));
  }

  Run run(JsonObject content) {
    return await(send(shell, "execute_request", content));
  }

  /// The outcome of a request sent earlier.
  Run await(String id) {
    List<Message> published = new ArrayList<>();
    while (published.isEmpty() || !isIdle(published.getLast())) {
      Message message = next();
      if (message.parentId().equals(id)) {
        published.add(message);
      }
    }
    return new Run(reply(shell, id), published);
  }

  /// Starts a cell and interrupts it once it runs.
  public Run interrupted(String code, long afterMs) {
    String id = begin("System.out.println(\"started\");\n" + code);
    awaitOutput(id, "started");
    pause(afterMs);
    interrupt();
    return await(id);
  }

  /// Waits until a cell has written the text.
  void awaitOutput(String id, String text) {
    StringBuilder written = new StringBuilder();
    while (written.indexOf(text) < 0) {
      Message message = next();
      if (message.parentId().equals(id) && message.type().equals("stream")) {
        written.append(message.text("text"));
      }
    }
  }

  /// The next published message.
  Message next() {
    return receive(ioPub, "iopub")
        .orElseThrow(() -> new IllegalStateException("nothing was published; log: " + log()));
  }

  private static boolean isIdle(Message message) {
    return message.type().equals("status") && message.text("execution_state").equals("idle");
  }

  /// Sends a request and waits for the reply's content, and until the kernel says that it has done:
  /// till then it may repeat the state of a cell that begins.
  public JsonObject ask(String type, JsonObject content) {
    return await(send(shell, type, content)).reply().content();
  }

  /// Until the compiler that helps the editor is ready: what it does not know in time is left out.
  public void awaitAssistance() {
    JsonObject request = json("{\"code\": \"Math.floorM\", \"cursor_pos\": 11}");
    for (int attempt = 0; attempt < 10; attempt++) {
      if (!ask("complete_request", request).getAsJsonArray("matches").isEmpty()) {
        return;
      }
    }
    throw new IllegalStateException("no completion came: " + log());
  }

  Message reply(ZMQ.Socket socket, String id) {
    while (true) {
      Message message =
          receive(socket, "reply")
              .orElseThrow(() -> new IllegalStateException("no reply came; log: " + log()));
      if (message.parentId().equals(id)) {
        return message;
      }
    }
  }

  void interrupt() {
    String id = send(control, "interrupt_request", new JsonObject());
    reply(control, id);
  }

  /// The message that asks for input, answered with a line.
  Message answerInput(String line) {
    Message question = receive(stdin, "stdin").orElseThrow();
    JsonObject content = new JsonObject();
    content.addProperty("value", line);
    send(stdin, "input_reply", content);
    return question;
  }

  /// Sends a well-formed message.
  ///
  /// @return its id
  String send(ZMQ.Socket socket, String type, JsonObject content) {
    String id = UUID.randomUUID().toString();
    sendFrames(socket, frames(id, type, content.toString(), key));
    return id;
  }

  List<byte[]> frames(String id, String type, String content, String signingKey) {
    JsonObject header = new JsonObject();
    header.addProperty("msg_id", id);
    header.addProperty("session", "test");
    header.addProperty("username", "tester");
    header.addProperty("date", "2026-01-01T00:00:00Z");
    header.addProperty("msg_type", type);
    header.addProperty("version", "5.3");
    return frames(
        List.of(bytes(header.toString()), bytes("{}"), bytes("{}"), bytes(content)), signingKey);
  }

  private static List<byte[]> frames(List<byte[]> signed, String signingKey) {
    List<byte[]> frames = new ArrayList<>();
    frames.add(bytes(DELIMITER));
    frames.add(bytes(sign(signed, signingKey)));
    frames.addAll(signed);
    return frames;
  }

  /// A message with a right signature over whatever its frames are.
  ///
  /// @param signed header, parent header, metadata and content
  List<byte[]> frames(List<byte[]> signed) {
    return frames(signed, key);
  }

  List<byte[]> frames(String id, String type, String content) {
    return frames(id, type, content, key);
  }

  static void sendFrames(ZMQ.Socket socket, List<byte[]> frames) {
    for (int i = 0; i < frames.size() - 1; i++) {
      socket.sendMore(frames.get(i));
    }
    socket.send(frames.getLast());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sign(List<byte[]> parts, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
      parts.forEach(mac::update);
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Message> receive(ZMQ.Socket socket, String channel) {
    List<String> frames = new ArrayList<>();
    byte[] frame = socket.recv();
    if (frame == null) {
      if (socket.getReceiveTimeOut() == PATIENCE_MS) {
        setPatience(HOPELESS_MS);
      }
      return Optional.empty();
    }
    frames.add(new String(frame, StandardCharsets.UTF_8));
    while (socket.hasReceiveMore()) {
      frames.add(new String(socket.recv(), StandardCharsets.UTF_8));
    }
    int delimiter = frames.indexOf(DELIMITER);
    List<String> signed = frames.subList(delimiter + 2, delimiter + 6);
    if (!sign(signed.stream().map(TestKernel::bytes).toList(), key)
        .equals(frames.get(delimiter + 1))) {
      throw new IllegalStateException("the kernel signed wrongly: " + frames);
    }
    JsonObject header = json(signed.get(0));
    return Optional.of(
        new Message(
            channel,
            header.get("msg_type").getAsString(),
            json(signed.get(1)),
            json(signed.get(3))));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /// CPU time that the process takes within a second.
  public Duration cpuTimeOfASecond() {
    Duration before = process.info().totalCpuDuration().orElseThrow();
    pause(1000);
    return process.info().totalCpuDuration().orElseThrow().minus(before);
  }

  static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Bytes of the heap in use without garbage.
  long heapBytes() {
    return Long.parseLong(
        run("System.gc(); Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()")
            .result());
  }

  /// Bytes of memory that the process has in all.
  long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean awaitExit(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    context.close();
    try {
      Files.deleteIfExists(connectionFile);
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
