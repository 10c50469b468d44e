package org.vaelab.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/// A master or worker of a [TrialCluster], as a process that ends with the one that started it.
public final class ClusterNode {
  static final String MASTER = "master";
  static final String WORKER = "worker";

  private ClusterNode() {}

  /// @param arguments [#MASTER] or [#WORKER], and those of Spark's class
  public static void main(String[] arguments) {
    Thread.ofPlatform().daemon().start(ClusterNode::endWithParent);
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (arguments[0].equals(MASTER)) {
      Master.main(rest);
    } else {
      Worker.main(rest);
    }
  }

  /// Standard input is a pipe from the parent, which the system closes when that is gone.
  private static void endWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The pipe is broken: the parent is gone.
    }
    Runtime.getRuntime().halt(0);
  }
}
