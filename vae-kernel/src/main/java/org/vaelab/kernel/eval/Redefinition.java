package org.vaelab.kernel.eval;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Gives loaded classes new code, so that their objects live on. The JVM allows it where the bodies
/// of methods change, but not which fields and methods there are.
///
/// It needs an agent, which this is: the process attaches to itself when a cell first declares a
/// class anew. The JVM's options must allow it ([#OPTIONS]).
public final class Redefinition {
  /// Options of the JVM.
  public static final List<String> OPTIONS =
      List.of("-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading");

  private static volatile Instrumentation given;
  private static Optional<Instrumentation> instrumentation;

  private Redefinition() {}

  /// Called by the JVM.
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    given = instrumentation;
  }

  /// @return whether the classes have the new code now
  static synchronized boolean redefine(ClassDefinition... classes) {
    if (instrumentation == null) {
      instrumentation = attach();
    }
    if (instrumentation.isEmpty()) {
      return false;
    }
    try {
      instrumentation.get().redefineClasses(classes);
      return true;
    } catch (UnsupportedOperationException
        | LinkageError
        | UnmodifiableClassException
        | ClassNotFoundException e) {
      return false;
    }
  }

  private static Optional<Instrumentation> attach() {
    try {
      Path jar = Files.createTempFile("vaelab-agent", ".jar");
      try {
        write(jar);
        VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
          self.loadAgent(jar.toString());
        } finally {
          self.detach();
        }
      } finally {
        Files.deleteIfExists(jar);
      }
      return Optional.ofNullable(given);
    } catch (IOException
        | AttachNotSupportedException
        | AgentLoadException
        | AgentInitializationException e) {
      return Optional.empty();
    }
  }

  /// A jar that names the agent's class, which the class path has already.
  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", Redefinition.class.getName());
    attributes.putValue("Can-Redefine-Classes", "true");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }
}
