package org.vaelab.kernel.eval;

import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// Finds the snippet in which a cursor stands: JShell analyses one snippet at a time.
final class Snippets {
  private Snippets() {}

  /// Where the snippet with the cursor begins.
  static int beginOf(Evaluator evaluator, String code, int cursor) {
    String head = code.substring(0, cursor);
    int begin = 0;
    while (true) {
      int start = SourceText.skipBlank(head, begin);
      if (start == head.length()) {
        return begin;
      }
      int next;
      if (head.charAt(start) == '%') {
        next = SourceText.lineEnd(head, start);
      } else {
        CompletionInfo info =
            evaluator.shell().sourceCodeAnalysis().analyzeCompletion(head.substring(start));
        if (info.remaining() == null || info.remaining().isBlank()) {
          return start;
        }
        next = head.length() - info.remaining().length();
      }
      if (next <= begin) {
        return start;
      }
      begin = next;
    }
  }
}
