package org.vaelab.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import io.github.spencerpark.jupyter.messages.comm.CommOpenCommand;
import io.github.spencerpark.jupyter.messages.request.CommInfoRequest;
import io.github.spencerpark.jupyter.messages.request.ShutdownRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.vaelab.kernel.display.Renderers;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.history.History;
import org.vaelab.kernel.memory.Reserve;
import org.vaelab.kernel.output.CellInput;
import org.vaelab.kernel.output.Streams;
import org.vaelab.kernel.protocol.Connection;
import org.vaelab.kernel.protocol.Endless;
import org.vaelab.kernel.protocol.Exchange;
import org.vaelab.kernel.protocol.InvalidRequestException;
import org.vaelab.kernel.protocol.KernelLog;
import org.vaelab.kernel.protocol.MessageSocket;
import org.vaelab.kernel.protocol.Shortage;
import sun.misc.Signal;

/// Answers the requests of the front ends. Cells run one after the other on the thread that calls
/// [#run()]; all else is answered while they run, help for the editor on a thread of its own.
final class JavaKernel {
  private final Connection connection;
  private final Evaluator evaluator;
  private final Execution execution;
  private final Assistance assistance;
  private final LinkedBlockingQueue<Exchange> cells = new LinkedBlockingQueue<>();
  private final ExecutorService helper =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("assistance").factory());

  /// The cell that runs, guarded by the monitor that orders what is published of its state.
  private Optional<Exchange> running = Optional.empty();

  private final Object status = new Object();

  /// @param history where cells go that are to be remembered
  JavaKernel(Connection connection, History history) {
    this.connection = connection;
    Streams streams = Streams.install();
    CellInput.install(streams);
    evaluator = new Evaluator();
    assistance = new Assistance();
    execution = new Execution(evaluator, streams, assistance, history);
    // A class whose first use fails in a full heap can never be used again.
    helper.execute(() -> Renderers.render(0));
  }

  /// Serves until the process ends.
  void run() {
    // An unhandled SIGINT would end the JVM; a terminal sends it to its kernel on Ctrl-C.
    Signal.handle(new Signal("INT"), signal -> evaluator.runner().requestStop());
    endWithParent();
    connection.publishStatus(new JsonObject(), "starting");
    serve(connection.control());
    serve(connection.shell());
    Endless.repeat("A cell could not be answered.", () -> runCell(cells.take()));
  }

  private void serve(MessageSocket channel) {
    Thread.ofPlatform()
        .name("channel")
        .start(
            () -> channel.serve(request -> dispatch(new Exchange(connection, channel, request))));
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

  private void dispatch(Exchange exchange) {
    MessageType<?> type = exchange.request().type();
    if (type == MessageType.EXECUTE_REQUEST) {
      Shortage.retry(() -> cells.add(exchange));
    } else if (Assistance.TYPES.contains(type)) {
      helper.execute(() -> answerAside(exchange, () -> assistance.answer(exchange)));
    } else {
      answerAside(exchange, () -> answer(exchange));
    }
  }

  private void runCell(Exchange exchange) {
    List<Exchange> queued = new ArrayList<>();
    try {
      answer(
          exchange,
          () -> {
            begin(exchange);
            queued.addAll(execution.execute(exchange, this::queuedCells));
          });
      // Also after a failure: the snippets before it have declared something.
      assistance.cellEnded(evaluator);
    } finally {
      synchronized (status) {
        running = Optional.empty();
        exchange.publishStatus("idle");
      }
    }
    queued.forEach(JavaKernel::abort);
  }

  private void begin(Exchange exchange) {
    synchronized (status) {
      running = Optional.of(exchange);
      exchange.publishStatus("busy");
    }
  }

  /// Answers what does not wait for the cells. Front ends show the state that was published last,
  /// so that of a running cell is repeated.
  private void answerAside(Exchange exchange, Runnable work) {
    exchange.publishStatus("busy");
    try {
      answer(exchange, work);
    } finally {
      synchronized (status) {
        exchange.publishStatus("idle");
        running.ifPresent(cell -> cell.publishStatus("busy"));
      }
    }
  }

  private static void answer(Exchange exchange, Runnable work) {
    try {
      work.run();
    } catch (InvalidRequestException e) {
      exchange.replyError("InvalidRequest", e.getMessage());
    } catch (Throwable e) {
      Reserve.releaseAfter(e);
      KernelLog.failure("A request could not be answered.", e);
      exchange.replyError(
          e.getClass().getSimpleName(), "The kernel could not answer the request: " + e);
    }
  }

  private static void abort(Exchange exchange) {
    exchange.publishStatus("busy");
    exchange.replyStatus(MessageType.EXECUTE_REPLY, "aborted");
    exchange.publishStatus("idle");
  }

  private void answer(Exchange exchange) {
    MessageType<?> type = exchange.request().type();
    if (type == MessageType.KERNEL_INFO_REQUEST) {
      exchange.reply(MessageType.KERNEL_INFO_REPLY, KernelInfo.reply());
    } else if (type == MessageType.HISTORY_REQUEST) {
      execution.history().answer(exchange);
    } else if (type == MessageType.INTERRUPT_REQUEST) {
      evaluator.runner().requestStop();
      exchange.replyStatus(MessageType.INTERRUPT_REPLY, "ok");
    } else if (type == MessageType.SHUTDOWN_REQUEST) {
      shutDown(exchange);
    } else if (type == MessageType.COMM_INFO_REQUEST) {
      exchange.request().content(CommInfoRequest.class);
      JsonObject content = Exchange.content("ok");
      content.add("comms", new JsonObject());
      exchange.reply(MessageType.COMM_INFO_REPLY, content);
    } else if (type == MessageType.COMM_OPEN_COMMAND) {
      // The protocol's answer to a target that the kernel does not have.
      String id = exchange.request().content(CommOpenCommand.class).getCommID();
      exchange.publish(MessageType.COMM_CLOSE_COMMAND, new CommCloseCommand(id, new JsonObject()));
    } else {
      exchange.replyError(
          "UnknownRequest",
          "This kernel does not know messages of type '" + exchange.request().typeName() + "'.");
    }
  }

  /// The cells that had arrived when one failed.
  private List<Exchange> queuedCells() {
    List<Exchange> queued = new ArrayList<>();
    try {
      connection.shell().awaitHandedOn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cells.drainTo(queued);
    return queued;
  }

  private void shutDown(Exchange exchange) {
    JsonObject content = Exchange.content("ok");
    content.addProperty("restart", exchange.request().content(ShutdownRequest.class).isRestart());
    exchange.reply(MessageType.SHUTDOWN_REPLY, content);
    exchange.publish(MessageType.SHUTDOWN_REPLY, content);
    exchange.publishStatus("idle");
    Exit.now();
  }
}
