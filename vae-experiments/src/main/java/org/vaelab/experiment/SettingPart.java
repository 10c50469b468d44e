package org.vaelab.experiment;

/// A component of a record of settings: a setting, or a record of further ones.
sealed interface SettingPart permits SettingSpec, SettingsForm {}
