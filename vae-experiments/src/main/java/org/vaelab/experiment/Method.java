package org.vaelab.experiment;

/// How a model of the comparison got its parameters.
public enum Method {
  AMORTIZED("amortized"),
  SVI("svi"),
  DL4J("dl4j");

  private final String label;

  Method(String label) {
    this.label = label;
  }

  /// The name in tables and file names.
  public String label() {
    return label;
  }
}
