package org.vaelab.spark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.LoggerFactory;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.parallel.Workers;

/// A connection to a Spark master, of which a process has one at a time. What the user sets as
/// system properties `spark.*` stands above what is set here.
public final class SparkConnection implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CLASS_PATH = "spark.executor.extraClassPath";
  private static final String JARS = "spark.jars";
  private static final String EXECUTOR = "org.apache.spark.executor.Executor";

  /// What executors need for native arrays and vectors; Spark adds the vector module by itself.
  private static final String EXECUTOR_FLAGS =
      "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
          + " -Dorg.bytedeco.javacpp.maxbytes=%1$s -Dorg.bytedeco.javacpp.maxphysicalbytes=0";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.executor.memory", "1g",
          // Results are handed on as they come; together they may be larger than memory.
          "spark.driver.maxResultSize", "0",
          // What is larger is fetched in a second exchange: gradients of a million weights waited.
          "spark.task.maxDirectResultSize", "100m",
          // Tasks run side by side, each on its own thread; threads that spin slow the others.
          "spark.executorEnv.OMP_NUM_THREADS", "1",
          "spark.executorEnv.OMP_WAIT_POLICY", "passive",
          "spark.executor.extraJavaOptions", EXECUTOR_FLAGS.formatted("4G"));

  private final JavaSparkContext context;

  private SparkConnection(JavaSparkContext context) {
    this.context = context;
  }

  /// Connects.
  ///
  /// @param master `local[n]`, `spark://host:port`, or another URL that Spark knows
  /// @param name of the application, as Spark's pages show it
  /// @throws ExperimentException if the master cannot be reached
  public static SparkConnection open(String master, String name) {
    SparkConf conf = new SparkConf().setMaster(master).setAppName("vaelab " + name);
    DEFAULTS.forEach(conf::setIfMissing);
    if (master.startsWith("local") || master.startsWith("spark://" + LOOPBACK)) {
      conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
      conf.setIfMissing("spark.driver.host", LOOPBACK);
    }
    if (!master.startsWith("local[") && !conf.contains(CLASS_PATH) && !conf.contains(JARS)) {
      // Natives are loaded from jars on the class path, where the driver has them.
      conf.set(CLASS_PATH, classPath());
    }
    if (master.startsWith("local[") && LoggerFactory.getLogger(EXECUTOR) instanceof Logger logger) {
      // What a task meets is told in one sentence; at Ctrl-C Spark's threads end in any order.
      logger.setLevel(Level.OFF);
    }
    try {
      return new SparkConnection(new JavaSparkContext(conf));
    } catch (Exception e) {
      // Scala throws checked exceptions, such as SparkException, without saying so.
      throw new ExperimentException(
          "Spark cannot use the master '%s' (%s); give local[N], or the URL that ./vaelab cluster start prints."
              .formatted(master, e.getMessage()),
          e);
    }
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  public JavaSparkContext context() {
    return context;
  }

  /// Does something whose tasks, where they run in this process, keep to a thread each.
  <T> T onThreadsOfTasks(Supplier<T> action) {
    boolean several = context.isLocal() && context.defaultParallelism() > 1;
    boolean held = several && Workers.shared().acquire();
    try {
      return action.get();
    } finally {
      if (held) {
        Workers.shared().release();
      }
    }
  }

  /// Spark SQL on the same connection, for Parquet.
  public SparkSession sql() {
    return SparkSession.builder().sparkContext(context.sc()).getOrCreate();
  }

  @Override
  public void close() {
    Uninterrupted.run(context::close);
  }
}
