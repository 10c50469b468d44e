package org.vaelab.experiment;

/// What settings are where they are not given.
public enum Preset {
  /// One to six minutes on two cores.
  QUICK,
  /// Up to hours.
  FULL;

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
