package org.vaelab.graph.compile;

import java.util.Optional;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.MatrixProduct;

/// A matrix product and the loop over its elements, a few rows at a time: these are looped over
/// while they are in the L2 cache, and the product as a whole is never written to memory.
record FusedStep(ProductStep product, Loop loop, int rows) implements Step {
  // Where rows are fewer, strips of columns are the better parts of a product.
  private static final int FEWEST_ROWS = 384;
  // Of the product, at once: 150 KB of floats.
  private static final int NUMBERS = 38_400;

  /// Empty if the two do not fit together.
  static Optional<FusedStep> of(ProductStep product, Loop loop) {
    boolean fits =
        product.tiles()
            && !product.transposeA()
            && product.m() >= FEWEST_ROWS
            && loop.isOver(product);
    if (!fits) {
      return Optional.empty();
    }
    int tiles = Math.max(1, NUMBERS / product.n() / MatrixProduct.UNIT);
    Loop cut = loop.cutByRows(product.work(), MatrixProduct.UNIT);
    return Optional.of(new FusedStep(product, cut, tiles * MatrixProduct.UNIT));
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
  public void run(long[] addresses, long scratch, long sums, int part, int parts) {
    long[] own = addresses.clone();
    long rowBytes = (long) element().bytes() * product.n();
    long few = scratch + element().bytes() * loop.scratch();
    loop.run(
        own,
        scratch,
        sums,
        part,
        parts,
        rows,
        (from, to) -> {
          // Where the product's first row would be, so that each row is where it belongs.
          own[product.slot()] = few - rowBytes * from;
          product.rows(own, from, to);
        });
  }

  @Override
  public void finish(long[] addresses, long sums) {
    loop.finish(addresses, sums);
  }
}
