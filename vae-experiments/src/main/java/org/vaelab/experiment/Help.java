package org.vaelab.experiment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a component of a record of settings is for, as `--help` prints it. For the values that it
/// can have stands `${COMPLETION-CANDIDATES}`.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Help {
  String value();
}
