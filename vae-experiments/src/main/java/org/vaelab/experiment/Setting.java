package org.vaelab.experiment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which values a component of a record of settings may have, and has if none is given. Options,
/// their help and the checks are made of it by [SettingsForm].
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
  /// Images, or points drawn from a model.
  int MOST_POINTS = 10_000_000;

  /// Passes over data, or steps of an optimisation.
  int MOST_STEPS = 10_000_000;

  /// Samples, chains or temperatures.
  int MOST_SAMPLES = 1_000_000;

  /// Units of a layer.
  int MOST_UNITS = 65_536;

  /// What stands for the value on the command line, such as `N`.
  String unit() default "";

  /// The value of [Preset#QUICK], as the option takes it.
  String quick();

  /// The value of [Preset#FULL], if it is another.
  String full() default "";

  /// The least number.
  double least() default Double.NEGATIVE_INFINITY;

  /// The largest number.
  double most() default Double.POSITIVE_INFINITY;

  /// Whether least and largest number are not among the values.
  boolean between() default false;

  /// Whether zero is a value too, with a meaning of its own.
  boolean orZero() default false;

  /// The name of the option without the hyphens before it, if it is not the component's.
  String option() default "";
}
