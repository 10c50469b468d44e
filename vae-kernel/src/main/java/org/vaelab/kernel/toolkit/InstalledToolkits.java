package org.vaelab.kernel.toolkit;

import java.util.List;
import java.util.ServiceLoader;

/// Looked for once: the class path of a kernel stays as it is.
final class InstalledToolkits {
  static final List<Toolkit> ALL =
      ServiceLoader.load(Toolkit.class).stream().map(ServiceLoader.Provider::get).toList();

  private InstalledToolkits() {}
}
