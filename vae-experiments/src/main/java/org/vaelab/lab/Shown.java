package org.vaelab.lab;

/// A value that shows itself, in a notebook as HTML and elsewhere as text.
public interface Shown {
  /// Ready to be put into a page.
  String html();
}
