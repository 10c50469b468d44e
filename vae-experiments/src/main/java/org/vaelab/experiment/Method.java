package org.vaelab.experiment;

/// How a model of the comparison got its parameters.
public enum Method {
  AMORTIZED,
  SVI,
  DL4J;

  /// The name in tables, file names and options.
  public String label() {
    return SettingSpec.text(this);
  }

  @Override
  public String toString() {
    return label();
  }
}
