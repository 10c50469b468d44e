package org.vaelab;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;

/// Nobody hears of progress during a test; whoever did before does so again after it.
public final class MutedProgress implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(MutedProgress.class);

  @Override
  public void beforeEach(ExtensionContext test) {
    test.getStore(NAMESPACE).put(ProgressListener.class, Progress.install(event -> {}));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Progress.install(test.getStore(NAMESPACE).get(ProgressListener.class, ProgressListener.class));
  }
}
