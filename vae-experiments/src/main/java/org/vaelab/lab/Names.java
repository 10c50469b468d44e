package org.vaelab.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What models are called beside each other.
final class Names {
  private Names() {}

  /// Their names; where several have one name, with the options that tell them apart, and with a
  /// number where none do.
  static List<String> of(List<Trained> models) {
    List<String> names = new ArrayList<>();
    for (Trained model : models) {
      List<Trained> alike = models.stream().filter(m -> m.name().equals(model.name())).toList();
      String name = model.name() + differing(model, alike);
      names.add(name);
      int same = Collections.frequency(names, name);
      if (same > 1) {
        names.set(names.size() - 1, "%s (%d)".formatted(name, same));
      }
    }
    return names;
  }

  private static String differing(Trained model, List<Trained> alike) {
    Map<String, TreeSet<String>> values = new TreeMap<>();
    for (Trained other : alike) {
      other.options().values().keySet().forEach(option -> values.put(option, new TreeSet<>()));
    }
    values.forEach(
        (option, all) ->
            alike.forEach(m -> all.add(m.options().values().getOrDefault(option, ""))));
    StringBuilder text = new StringBuilder();
    values.forEach(
        (option, all) -> {
          String own = model.options().values().get(option);
          if (all.size() > 1 && own != null) {
            text.append(", %s %s".formatted(option, own));
          }
        });
    return text.toString();
  }
}
