package org.vaelab.kernel.protocol;

import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.InputReply;
import io.github.spencerpark.jupyter.messages.request.InputRequest;
import java.util.Optional;
import org.vaelab.kernel.output.Input;

/// Asks the front end that sent a request for lines of input.
public final class FrontEndInput implements Input {
  private static final int POLL_MS = 20;

  private final Exchange exchange;

  public FrontEndInput(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public String readLine(String prompt, boolean password) throws InterruptedException {
    MessageSocket stdin = exchange.connection().stdin();
    synchronized (stdin) {
      while (stdin.poll(0).isPresent()) {
        // The answer to a question whose cell was stopped.
      }
      String question =
          stdin.send(
              exchange.request().identities(),
              MessageType.INPUT_REQUEST.getName(),
              exchange.request().header(),
              new InputRequest(prompt, password));
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Optional<Request> reply = stdin.poll(POLL_MS);
        if (reply.isPresent() && answers(reply.get(), question)) {
          return reply.get().content(InputReply.class).getValue();
        }
      }
    }
  }

  /// Every front end can write to this channel. Some leave the parent of an answer empty, some name
  /// the cell.
  private boolean answers(Request reply, String question) {
    String parent = Request.text(reply.parent(), "msg_id");
    boolean answer =
        reply.content() instanceof InputReply
            && reply.sameSender(exchange.request())
            && (parent.isEmpty()
                || parent.equals(question)
                || parent.equals(Request.text(exchange.request().header(), "msg_id")));
    if (!answer) {
      KernelLog.note("ignored on the stdin channel: a message that is no answer to the question");
    }
    return answer;
  }
}
