package org.vaelab.kernel.display;

/// Text that the front end shows as LaTeX.
public record Latex(String latex) implements Shown {
  /// Formulas without delimiters of their own are set as a formula: front ends would show them raw.
  public Latex {
    boolean delimited =
        latex.contains("$")
            || latex.contains("\\(")
            || latex.contains("\\[")
            || latex.contains("\\begin");
    if (!delimited) {
      latex = "$$" + latex + "$$";
    }
  }

  @Override
  public String toString() {
    return latex;
  }
}
