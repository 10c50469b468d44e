package org.vaelab.progress;

/// Receives the progress of long tasks: a terminal's bar, a notebook's display, a log. Called on
/// the working thread, as often as once a step: a listener that draws limits its own rate.
@FunctionalInterface
public interface ProgressListener {
  void onProgress(ProgressEvent event);

  /// The last of a stage's events has been sent, whether or not all its work was done.
  default void onStageEnd() {}
}
