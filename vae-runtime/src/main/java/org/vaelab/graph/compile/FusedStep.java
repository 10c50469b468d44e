package org.vaelab.graph.compile;

import org.vaelab.nativemath.Caches;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.MatrixProduct;
import org.vaelab.parallel.Workers;

/// A matrix product and the loop over its elements, a few rows at a time: these are looped over
/// while they are in the L2 cache, and the product as a whole is never written to memory.
record FusedStep(ProductStep product, Loop loop, int rows) implements Step {
  // Of the product, at once: operands and what the loop reads need the rest of the cache.
  private static final double SHARE_OF_CACHE = 0.15;

  /// Whether rows of the loop can follow those of the product.
  static boolean fits(ProductStep product, Loop loop) {
    return product.tiles()
        && !product.transposeA()
        && product.m() >= ProductStep.FEWEST_ROWS
        && loop.isOver(product);
  }

  /// @param loop that fits the product; its pieces become those of the work on both
  static FusedStep of(ProductStep product, Loop loop) {
    long rowBytes = (long) product.element().bytes() * product.n();
    long most = (long) (SHARE_OF_CACHE * Caches.secondLevel()) / rowBytes;
    // Tiles of both are whole, wherever they are cut: a sum does not depend on the cache's size.
    int whole = MatrixProduct.UNIT * loop.tileRows();
    int rows = whole * (int) Math.max(1, most / whole);
    return new FusedStep(product, loop.cutByRows(product.work(), MatrixProduct.UNIT), rows);
  }

  private Element element() {
    return loop.element();
  }

  @Override
  public String name() {
    return product.name() + ", with " + loop.name();
  }

  @Override
  public double operations() {
    return product.operations();
  }

  @Override
  public long work() {
    return product.work() + loop.work();
  }

  @Override
  public long scratch() {
    return loop.scratch() + (long) (rows + MatrixProduct.UNIT) * product.n();
  }

  @Override
  public long sums() {
    return loop.sums();
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    long[] own = new long[addresses.length];
    long rowBytes = (long) element().bytes() * product.n();
    long few = scratch + element().bytes() * loop.scratch();
    Workers.Job job =
        loop.on(
            own,
            scratch,
            sums,
            rows,
            (from, to) -> {
              // Where the product's first row would be, so that each row is where it belongs.
              own[product.slot()] = few - rowBytes * from;
              product.rows(own, from, to);
            });
    return (part, parts) -> {
      System.arraycopy(addresses, 0, own, 0, own.length);
      job.run(part, parts);
    };
  }

  @Override
  public void finish(long[] addresses, long sums) {
    loop.finish(addresses, sums);
  }
}
