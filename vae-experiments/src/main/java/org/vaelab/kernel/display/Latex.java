package org.vaelab.kernel.display;

/// Text that the front end shows as LaTeX.
public record Latex(String latex) {
  @Override
  public String toString() {
    return latex;
  }
}
