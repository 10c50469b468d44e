package org.vaelab.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import io.github.spencerpark.jupyter.messages.comm.CommOpenCommand;
import io.github.spencerpark.jupyter.messages.request.ShutdownRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.output.CellInput;
import org.vaelab.kernel.output.Streams;
import org.vaelab.kernel.protocol.Connection;
import org.vaelab.kernel.protocol.Exchange;
import org.vaelab.kernel.protocol.KernelLog;
import org.vaelab.kernel.protocol.MessageSocket;
import org.vaelab.kernel.protocol.Request;
import sun.misc.Signal;

/// Answers the requests of the front ends: what may take time on the shell channel's thread,
/// interrupt and shutdown on the control channel's.
final class JavaKernel {
  private final Connection connection;
  private final Evaluator evaluator;
  private final Execution execution;
  private final Assistance assistance;

  JavaKernel(Connection connection) {
    this.connection = connection;
    Streams streams = Streams.install();
    CellInput.install(streams);
    evaluator = new Evaluator();
    execution = new Execution(evaluator, streams);
    assistance = new Assistance(evaluator);
  }

  /// Serves until the process ends.
  void run() {
    // An unhandled SIGINT would end the JVM; a terminal sends it to its kernel on Ctrl-C.
    Signal.handle(new Signal("INT"), signal -> evaluator.runner().requestStop());
    endWithParent();
    connection.publishStatus(new JsonObject(), "starting");
    Thread.ofPlatform().name("control").start(() -> serve(connection.control()));
    serve(connection.shell());
  }

  /// Jupyter names its process in the environment; a kernel without front end is of no use.
  private static void endWithParent() {
    Optional.ofNullable(System.getenv("JPY_PARENT_PID"))
        .map(Long::valueOf)
        .ifPresent(
            pid ->
                ProcessHandle.of(pid)
                    .ifPresentOrElse(parent -> parent.onExit().thenRun(Exit::now), Exit::now));
  }

  private void serve(MessageSocket channel) {
    while (true) {
      try {
        handle(new Exchange(connection, channel, channel.receive()));
      } catch (RuntimeException | Error e) {
        KernelLog.failure("A request could not be answered.", e);
      }
    }
  }

  private void handle(Exchange exchange) {
    exchange.publishStatus("busy");
    List<Exchange> queued = List.of();
    try {
      queued = answer(exchange);
    } finally {
      exchange.publishStatus("idle");
    }
    for (Exchange later : queued) {
      if (later.request().type() == MessageType.EXECUTE_REQUEST) {
        abort(later);
      } else {
        handle(later);
      }
    }
  }

  private static void abort(Exchange exchange) {
    exchange.publishStatus("busy");
    exchange.replyStatus(MessageType.EXECUTE_REPLY, "aborted");
    exchange.publishStatus("idle");
  }

  /// Answers one request.
  ///
  /// @return requests that had arrived when a cell failed; the cells among them must not run
  private List<Exchange> answer(Exchange exchange) {
    MessageType<?> type = exchange.request().type();
    if (type == MessageType.EXECUTE_REQUEST) {
      return execution.execute(exchange, () -> drain(exchange.channel()));
    } else if (type == MessageType.KERNEL_INFO_REQUEST) {
      exchange.reply(MessageType.KERNEL_INFO_REPLY, KernelInfo.reply());
    } else if (type == MessageType.COMPLETE_REQUEST) {
      assistance.complete(exchange);
    } else if (type == MessageType.INSPECT_REQUEST) {
      assistance.inspect(exchange);
    } else if (type == MessageType.IS_COMPLETE_REQUEST) {
      assistance.isComplete(exchange);
    } else if (type == MessageType.HISTORY_REQUEST) {
      execution.history().answer(exchange);
    } else if (type == MessageType.INTERRUPT_REQUEST) {
      evaluator.runner().requestStop();
      exchange.replyStatus(MessageType.INTERRUPT_REPLY, "ok");
    } else if (type == MessageType.SHUTDOWN_REQUEST) {
      shutDown(exchange);
    } else if (type == MessageType.COMM_INFO_REQUEST) {
      JsonObject content = new JsonObject();
      content.addProperty("status", "ok");
      content.add("comms", new JsonObject());
      exchange.reply(MessageType.COMM_INFO_REPLY, content);
    } else if (type == MessageType.COMM_OPEN_COMMAND) {
      // The protocol's answer to a target that the kernel does not have.
      String id = exchange.request().content(CommOpenCommand.class).getCommID();
      exchange.publish(MessageType.COMM_CLOSE_COMMAND, new CommCloseCommand(id, new JsonObject()));
    } else {
      KernelLog.note(
          "no answer to messages of type '" + exchange.request().header().get("msg_type") + "'");
    }
    return List.of();
  }

  private List<Exchange> drain(MessageSocket channel) {
    List<Exchange> queued = new ArrayList<>();
    Optional<Request> next = channel.poll(0);
    while (next.isPresent()) {
      queued.add(new Exchange(connection, channel, next.get()));
      next = channel.poll(0);
    }
    return queued;
  }

  private void shutDown(Exchange exchange) {
    JsonObject content = new JsonObject();
    content.addProperty("status", "ok");
    content.addProperty("restart", exchange.request().content(ShutdownRequest.class).isRestart());
    exchange.reply(MessageType.SHUTDOWN_REPLY, content);
    exchange.publish(MessageType.SHUTDOWN_REPLY, content);
    exchange.publishStatus("idle");
    Exit.now();
  }
}
