package org.vaelab.experiment;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The settings of a record, those of records in it among them, in their order.
///
/// @param <C> the record, whose components have [Help] and [Setting], or are such records
public final class SettingsForm<C> implements SettingPart {
  private static final ClassValue<SettingsForm<?>> FORMS =
      new ClassValue<>() {
        @Override
        protected SettingsForm<?> computeValue(Class<?> type) {
          return new SettingsForm<>(type, List.of());
        }
      };

  private final RecordComponent[] components;
  private final List<SettingPart> parts;
  private final Constructor<C> constructor;

  private SettingsForm(Class<C> type, List<Adapted> adapted) {
    components = type.getRecordComponents();
    parts = Arrays.stream(components).map(component -> part(component, adapted)).toList();
    for (Adapted to : adapted) {
      if (settings().stream().noneMatch(setting -> setting.option().equals(to.option()))) {
        throw new IllegalArgumentException("%s has no setting %s.".formatted(type, to.option()));
      }
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("Every record has a canonical constructor.", e);
    }
  }

  private static SettingPart part(RecordComponent component, List<Adapted> adapted) {
    if (component.getType().isRecord()) {
      return new SettingsForm<>(
          component.getType(), List.of(component.getAnnotationsByType(Adapted.class)));
    }
    SettingSpec spec = SettingSpec.of(component);
    return adapted.stream()
        .filter(to -> to.option().equals(spec.option()))
        .findFirst()
        .map(spec::adapted)
        .orElse(spec);
  }

  /// The form of a record of settings.
  @SuppressWarnings("unchecked")
  public static <C> SettingsForm<C> of(Class<C> type) {
    return (SettingsForm<C>) FORMS.get(type);
  }

  /// Checks the numbers of a record that is being made.
  ///
  /// @param values of all components in their order
  /// @throws ExperimentException naming the first setting that cannot have its value
  public static void check(Class<?> type, Object... values) {
    FORMS.get(type).check(values);
  }

  private void check(Object[] values) {
    for (int i = 0; i < components.length; i++) {
      switch (parts.get(i)) {
        case SettingSpec spec -> spec.check(values[i]);
        case SettingsForm<?> form -> form.check(form.components(values[i]));
      }
    }
  }

  private Object[] components(Object record) {
    return Arrays.stream(components).map(component -> value(component, record)).toArray();
  }

  private static Object value(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Records of settings are public.", e);
    }
  }

  public List<SettingSpec> settings() {
    List<SettingSpec> all = new ArrayList<>();
    for (SettingPart part : parts) {
      switch (part) {
        case SettingSpec spec -> all.add(spec);
        case SettingsForm<?> form -> all.addAll(form.settings());
      }
    }
    return all;
  }

  /// The values of all settings in a record.
  public Map<SettingSpec, Object> values(Object record) {
    Map<SettingSpec, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < components.length; i++) {
      Object value = value(components[i], record);
      switch (parts.get(i)) {
        case SettingSpec spec -> values.put(spec, value);
        case SettingsForm<?> form -> values.putAll(form.values(value));
      }
    }
    return values;
  }

  public C preset(Preset preset) {
    return make(setting -> setting.preset(preset));
  }

  /// A record of settings.
  ///
  /// @param value of each
  /// @throws ExperimentException if it cannot have its values
  public C make(Function<SettingSpec, Object> value) {
    List<Object> values = new ArrayList<>();
    for (SettingPart part : parts) {
      values.add(
          switch (part) {
            case SettingSpec spec -> value.apply(spec);
            case SettingsForm<?> form -> form.make(value);
          });
    }
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException impossible) {
        throw impossible;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Records of settings are public.", e);
    }
  }
}
