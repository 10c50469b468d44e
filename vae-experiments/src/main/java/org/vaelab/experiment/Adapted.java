package org.vaelab.experiment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a component that is a record of settings itself: the values that one of them has here.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Adapted.All.class)
public @interface Adapted {
  /// The option's name without the hyphens before it.
  String option();

  /// See [Setting#quick].
  String quick();

  /// See [Setting#full].
  String full() default "";

  /// The only number that is possible here, if there is but one.
  double only() default Double.NaN;

  /// Several of them.
  @Target(ElementType.RECORD_COMPONENT)
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {
    Adapted[] value();
  }
}
