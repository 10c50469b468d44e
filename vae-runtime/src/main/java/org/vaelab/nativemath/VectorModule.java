package org.vaelab.nativemath;

/// The JDK's incubating vector module, which a JVM has on request only.
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";
  private static final boolean AVAILABLE = load();

  private VectorModule() {}

  /// Whether classes that use the module can be loaded.
  static boolean available() {
    return AVAILABLE;
  }

  // --add-modules does it too, but warns on standard error at every start and makes the JVM drop
  // most of an AOT cache. This way needs --add-exports java.base/jdk.internal.module=ALL-UNNAMED.
  private static boolean load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return true;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
