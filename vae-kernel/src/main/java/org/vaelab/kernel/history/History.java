package org.vaelab.kernel.history;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.kernel.protocol.Exchange;
import org.vaelab.kernel.protocol.KernelLog;

/// The cells of this session, and those of earlier ones from a file of the user. Whatever is wrong
/// with the file, cells run and this session's are known. Safe for use from several threads.
public final class History {
  private final List<Entry> own = new ArrayList<>();
  private final Optional<HistoryFile> file;

  /// This session's number, 0 until its first cell is in the file.
  private int session;

  private boolean failed;

  private History(Optional<HistoryFile> file) {
    this.file = file;
  }

  /// With the file of the user.
  ///
  /// @param environment the process's
  public static History ofUser(Map<String, String> environment) {
    return new History(HistoryFile.of(environment));
  }

  /// Without a file.
  public static History ofSession() {
    return new History(Optional.empty());
  }

  /// Takes a cell.
  public synchronized void add(int number, String code) {
    own.add(new Entry(0, number, code));
    file.ifPresent(
        kept -> {
          try {
            session = kept.append(session, number, code);
          } catch (IOException | RuntimeException e) {
            failed("written", e);
          }
        });
  }

  /// Says once in a session that the file is of no use.
  private void failed(String what, Exception failure) {
    if (!failed) {
      failed = true;
      KernelLog.note("the history of cells cannot be %s: %s".formatted(what, failure));
    }
  }

  /// Answers a request for cells.
  public synchronized void answer(Exchange exchange) {
    boolean withOutput = exchange.request().content(HistoryRequest.class).includeOutput();
    List<Entry> all = all();
    List<Entry> found =
        switch (exchange.request().content()) {
          case HistoryRequest.Tail tail -> last(all, tail.getMaxReturnLength());
          case HistoryRequest.Range range -> range(all, range);
          case HistoryRequest.Search search -> search(all, search);
          default -> List.of();
        };
    JsonArray entries = new JsonArray();
    for (Entry entry : found) {
      entries.add(json(entry, withOutput));
    }
    JsonObject content = Exchange.content("ok");
    content.add("history", entries);
    exchange.reply(MessageType.HISTORY_REPLY, content);
  }

  /// Those of other sessions first.
  private List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    file.ifPresent(
        kept -> {
          try {
            kept.read().stream().filter(entry -> entry.session() != session).forEach(all::add);
          } catch (IOException | RuntimeException e) {
            failed("read", e);
          }
        });
    int current = session > 0 ? session : HistoryFile.highest(all) + 1;
    own.forEach(entry -> all.add(new Entry(current, entry.number(), entry.code())));
    return all;
  }

  /// `[session, number, input]`, or with `[input, output]` where output is asked for; outputs are
  /// not kept.
  private static JsonArray json(Entry entry, boolean withOutput) {
    JsonArray json = new JsonArray();
    json.add(entry.session());
    json.add(entry.number());
    if (withOutput) {
      JsonArray both = new JsonArray();
      both.add(entry.code());
      both.add((String) null);
      json.add(both);
    } else {
      json.add(entry.code());
    }
    return json;
  }

  /// Session 0 is this one, -1 the one before; `stop` is exclusive, 0 for the end.
  private List<Entry> range(List<Entry> all, HistoryRequest.Range range) {
    int current = session > 0 ? session : HistoryFile.highest(all) + (own.isEmpty() ? 1 : 0);
    int wanted =
        range.getSessionIndex() > 0 ? range.getSessionIndex() : current + range.getSessionIndex();
    int stop = range.getStop() <= 0 ? Integer.MAX_VALUE : range.getStop();
    return all.stream()
        .filter(entry -> entry.session() == wanted)
        .filter(entry -> entry.number() >= range.getStart() && entry.number() < stop)
        .toList();
  }

  private static List<Entry> search(List<Entry> all, HistoryRequest.Search search) {
    String pattern = search.getPattern() == null ? "*" : search.getPattern();
    List<Entry> found = all.stream().filter(entry -> Glob.matches(pattern, entry.code())).toList();
    if (search.filterUnique()) {
      Map<String, Entry> latest = new LinkedHashMap<>();
      for (Entry entry : found) {
        latest.remove(entry.code());
        latest.put(entry.code(), entry);
      }
      found = List.copyOf(latest.values());
    }
    return last(found, search.getMaxReturnLength());
  }

  private static List<Entry> last(List<Entry> entries, int n) {
    return n <= 0 ? entries : entries.subList(Math.max(0, entries.size() - n), entries.size());
  }
}
