package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// Finds the snippet in which a cursor stands: JShell analyses one snippet at a time.
///
/// @param begin where the snippet with the cursor begins
/// @param earlier the snippets of Java before it
record Snippets(int begin, List<String> earlier) {
  static Snippets before(SourceCodeAnalysis analysis, String code, int cursor) {
    String head = code.substring(0, cursor);
    List<String> earlier = new ArrayList<>();
    int begin = 0;
    while (true) {
      int start = SourceText.skipBlank(head, begin);
      if (start == head.length()) {
        return new Snippets(begin, earlier);
      }
      int next;
      boolean command = CommandLine.isAt(head, start, name -> false);
      if (command) {
        next = SourceText.lineEnd(head, start);
      } else {
        CompletionInfo info = analysis.analyzeCompletion(head.substring(start));
        if (info.remaining() == null || info.remaining().isBlank()) {
          return new Snippets(start, earlier);
        }
        next = head.length() - info.remaining().length();
      }
      if (next <= begin) {
        return new Snippets(start, earlier);
      }
      if (!command) {
        earlier.add(head.substring(start, next));
      }
      begin = next;
    }
  }
}
