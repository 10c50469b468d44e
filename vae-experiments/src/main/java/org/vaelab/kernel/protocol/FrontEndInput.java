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
      stdin.send(
          exchange.request().identities(),
          MessageType.INPUT_REQUEST,
          exchange.request().header(),
          new InputRequest(prompt, password));
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Optional<Request> reply = stdin.poll(POLL_MS);
        if (reply.isPresent() && reply.get().content() instanceof InputReply line) {
          return line.getValue();
        }
      }
    }
  }
}
