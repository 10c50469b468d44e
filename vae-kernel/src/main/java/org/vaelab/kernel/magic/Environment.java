package org.vaelab.kernel.magic;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.kernel.eval.Outcome;

/// `%env`: the environment of a running Java program is fixed; that of what it starts is not.
final class Environment {
  private final Map<String, String> own = new TreeMap<>();

  /// What cells set for commands of the shell.
  Map<String, String> own() {
    return Collections.unmodifiableMap(own);
  }

  /// @param argument nothing, a name, or a name with a value
  Outcome command(String argument) throws MagicException {
    int equals = argument.indexOf('=');
    if (equals > 0) {
      String name = argument.substring(0, equals).strip();
      own.put(name, argument.substring(equals + 1).strip());
      System.out.println(
          "%s is set for !COMMAND; Java's System.getenv does not see it.".formatted(name));
      return new Outcome.Done();
    }
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.putAll(own);
    if (argument.isEmpty()) {
      return new Outcome.Value(all);
    }
    if (!all.containsKey(argument)) {
      throw new MagicException("There is no variable %s in the environment.".formatted(argument));
    }
    return new Outcome.Value(all.get(argument));
  }
}
