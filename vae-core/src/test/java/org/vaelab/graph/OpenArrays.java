package org.vaelab.graph;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.deallocation.DeallocatableReference;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/// The native memory of all floating-point arrays that nobody has closed. JavaCPP's own count,
/// `Pointer.totalBytes()`, has a few bytes for each array, whatever its size and whether it is
/// closed or not. Single numbers do not count: ND4J makes and forgets them as it likes.
public final class OpenArrays {
  private OpenArrays() {}

  /// Without those that nobody can reach any more, which may go at any moment.
  public static long bytesInReach() {
    System.gc();
    return bytes();
  }

  public static long bytes() {
    try {
      Field references = DeallocatorService.class.getDeclaredField("referenceMap");
      references.setAccessible(true);
      Map<?, ?> all = (Map<?, ?>) references.get(Nd4j.getDeallocatorService());
      long bytes = 0;
      for (Object reference : List.copyOf(all.values())) {
        if (((DeallocatableReference) reference).get() instanceof DataBuffer buffer
            && buffer.dataType().isFPType()
            && buffer.length() > 1
            && !buffer.wasClosed()) {
          bytes += buffer.length() * buffer.getElementSize();
        }
      }
      return bytes;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ND4J keeps its arrays elsewhere now.", e);
    }
  }
}
