package org.vaelab.bench;

/// What more cores make of the time that one of them needs, after the roofline model (Williams,
/// Waterman and Patterson 2009), in which work is bound by arithmetic or by what memory delivers:
///
/// T(c) = C·s(c) + M/b(c) + N·w(c)
///
/// where M are Adam's bytes, C = T(1) − M/b(1) is everything else, s(c) the share that the thread
/// with the most rows or columns of the products has, and N sections of the work each keep all
/// threads waiting for w(c). Nothing in it is fitted to the time of more cores than one.
///
/// @param one what one core can do
/// @param all what all of this machine's can
record CoreModel(Hardware one, Hardware all) {
  /// Seconds of one unit on c cores.
  ///
  /// @param arithmetic C·s(c), of which `uneven` is what equal parts would save
  /// @param memory M/b(c)
  /// @param waiting N·w(c)
  record Prediction(int cores, double arithmetic, double uneven, double memory, double waiting) {
    double seconds() {
      return arithmetic + memory + waiting;
    }

    /// What most of the time goes to that c times as many cores would not shorten.
    String bound() {
      if (Math.max(uneven, Math.max(memory, waiting)) < 0.1 * seconds()) {
        return "arithmetic";
      }
      if (uneven >= Math.max(memory, waiting)) {
        return "unequal parts";
      }
      return memory >= waiting ? "memory" : "waiting";
    }
  }

  /// @param seconds T(1), measured
  /// @param growing whether each core adds the bandwidth of one; else all have that which was
  ///     measured of all
  Prediction predict(Work work, double seconds, int cores, boolean growing) {
    double arithmetic = seconds - work.adamBytes() / one.adamBytes();
    double share = work.largestShare(cores);
    return new Prediction(
        cores,
        arithmetic * share,
        arithmetic * (share - 1.0 / cores),
        work.adamBytes() / bandwidth(cores, growing),
        work.sections() * waiting(cores));
  }

  private double bandwidth(int cores, boolean growing) {
    if (cores == 1) {
      return one.adamBytes();
    }
    double each = all.adamBytes() / all.cores();
    return each * (growing ? cores : Math.min(cores, all.cores()));
  }

  /// w(c): the threads are told and waited for one after another.
  private double waiting(int cores) {
    return all.sectionSeconds() * (cores - 1) / Math.max(1, all.cores() - 1);
  }
}
