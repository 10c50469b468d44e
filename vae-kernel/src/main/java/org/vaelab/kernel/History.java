package org.vaelab.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.kernel.protocol.Exchange;

/// The cells of this session, which is session 1. Earlier sessions are not kept. Safe for use from
/// several threads.
final class History {
  private static final int SESSION = 1;

  private record Line(int number, String code) {}

  private final List<Line> lines = new ArrayList<>();

  synchronized void add(int number, String code) {
    lines.add(new Line(number, code));
  }

  synchronized void answer(Exchange exchange) {
    boolean withOutput = exchange.request().content(HistoryRequest.class).includeOutput();
    List<Line> found =
        switch (exchange.request().content()) {
          case HistoryRequest.Tail tail -> last(lines, tail.getMaxReturnLength());
          case HistoryRequest.Range range -> range(range);
          case HistoryRequest.Search search -> search(search);
          default -> List.of();
        };
    JsonArray entries = new JsonArray();
    for (Line line : found) {
      entries.add(entry(line, withOutput));
    }
    JsonObject content = Exchange.content("ok");
    content.add("history", entries);
    exchange.reply(MessageType.HISTORY_REPLY, content);
  }

  /// `[session, number, input]`, or with `[input, output]` where output is asked for; outputs are
  /// not kept.
  private static JsonArray entry(Line line, boolean withOutput) {
    JsonArray entry = new JsonArray();
    entry.add(SESSION);
    entry.add(line.number());
    if (withOutput) {
      JsonArray both = new JsonArray();
      both.add(line.code());
      both.add((String) null);
      entry.add(both);
    } else {
      entry.add(line.code());
    }
    return entry;
  }

  /// Session 0 and -1 are the current and the one before; `stop` is exclusive, 0 for the end.
  private List<Line> range(HistoryRequest.Range range) {
    int session = range.getSessionIndex();
    if (session != 0 && session != SESSION) {
      return List.of();
    }
    int stop = range.getStop() <= 0 ? Integer.MAX_VALUE : range.getStop();
    return lines.stream()
        .filter(line -> line.number() >= range.getStart() && line.number() < stop)
        .toList();
  }

  private List<Line> search(HistoryRequest.Search search) {
    String pattern = search.getPattern() == null ? "*" : search.getPattern();
    Pattern glob =
        Pattern.compile(
            pattern
                .codePoints()
                .mapToObj(
                    c ->
                        switch (c) {
                          case '*' -> ".*";
                          case '?' -> ".";
                          default -> Pattern.quote(Character.toString(c));
                        })
                .collect(Collectors.joining()),
            Pattern.DOTALL);
    List<Line> found = lines.stream().filter(line -> glob.matcher(line.code()).matches()).toList();
    if (search.filterUnique()) {
      Map<String, Line> latest = new LinkedHashMap<>();
      for (Line line : found) {
        latest.remove(line.code());
        latest.put(line.code(), line);
      }
      found = List.copyOf(latest.values());
    }
    return last(found, search.getMaxReturnLength());
  }

  private static List<Line> last(List<Line> lines, int n) {
    return n <= 0 ? lines : lines.subList(Math.max(0, lines.size() - n), lines.size());
  }
}
