package org.vaelab.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.NativeLibrary;

/// Arrays that a graph, a model or an estimate needs are larger than the toolkit supports or than
/// the memory at hand. The message is one sentence: what is too large, and which option helps.
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String SMALLER =
      "use fewer data points at a time (--batch), fewer samples (--samples) or narrower layers"
          + " (--hidden)";
  private static final String MORE =
      "or allow more native memory"
          + " (VAELAB_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxphysicalbytes=32G)";

  public TooLargeException(String message) {
    super(message);
  }

  public TooLargeException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The product of sizes, as the number of elements of a Java array.
  ///
  /// @param what the array, such as "the noise [samples x data points x latent size]"
  /// @throws TooLargeException if it is beyond what a Java array can hold
  public static int elements(String what, long... sizes) {
    try {
      return (int) NativeLibrary.count(sizes);
    } catch (ArrayTooLargeException e) {
      String product =
          LongStream.of(sizes).mapToObj(Long::toString).collect(Collectors.joining(" x "));
      throw new TooLargeException(
          "An array is too large, %s: %s numbers, where %d are supported; %s."
              .formatted(what, product, NativeLibrary.MOST_ELEMENTS, SMALLER),
          e);
    }
  }

  private static String advice(Throwable e) {
    boolean memory = !(e instanceof ArrayTooLargeException array) || array.isOfMemory();
    return memory ? SMALLER + ", " + MORE : SMALLER;
  }

  static TooLargeException of(ArrayTooLargeException e) {
    return new TooLargeException(
        "An array is too large: %s; %s.".formatted(e.getMessage(), advice(e)), e);
  }

  static TooLargeException ofHeap(String what, long bytes, OutOfMemoryError e) {
    return new TooLargeException(
        String.format(
            Locale.ROOT,
            "An array is too large, %s: %.1f GB do not fit into the Java heap of %.1f GB; %s, or a"
                + " larger heap (VAELAB_JAVA_OPTS=-Xmx16g).",
            what,
            bytes * 1e-9,
            Runtime.getRuntime().maxMemory() * 1e-9,
            SMALLER),
        e);
  }

  /// @param inputs the arrays that the graph was to run on
  static TooLargeException of(Map<String, INDArray> inputs, Throwable e) {
    String largest =
        inputs.entrySet().stream()
            .sorted((a, b) -> Long.compare(b.getValue().length(), a.getValue().length()))
            .limit(3)
            .map(input -> input.getKey() + " " + Arrays.toString(input.getValue().shape()))
            .collect(Collectors.joining(", "));
    return new TooLargeException(
        "The graph is too large for the inputs %s: %s; %s."
            .formatted(largest, e.getMessage(), advice(e)),
        e);
  }
}
