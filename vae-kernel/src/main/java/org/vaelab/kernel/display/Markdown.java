package org.vaelab.kernel.display;

/// Text that the front end shows as Markdown.
public record Markdown(String markdown) implements Shown {
  @Override
  public String toString() {
    return markdown;
  }
}
