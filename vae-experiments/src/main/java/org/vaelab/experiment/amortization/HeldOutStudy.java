package org.vaelab.experiment.amortization;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.statistics.Estimate;

/// What leaving a class out of training does to images of it and of the others.
///
/// @param label of the class
/// @param unseen images of it
/// @param seen images of the others
record HeldOutStudy(int label, Images unseen, Images seen) {

  /// Test images under two decoders: of all classes, and of those without this one.
  ///
  /// @param all q* with the decoder of all classes
  /// @param allEncoder its own encoder, of all classes
  /// @param aloneEncoder an encoder that was trained alone for the same decoder, of all classes
  /// @param blindEncoder another, trained alone without the class
  /// @param without q* with the decoder without the class
  /// @param withoutEncoder its own encoder, without the class
  record Images(
      Optima all,
      Encoded allEncoder,
      Encoded aloneEncoder,
      Encoded blindEncoder,
      Optima without,
      Encoded withoutEncoder) {

    /// What leaving the class out costs these images in L\[q]: the sum of the next two.
    Estimate cost() {
      return Estimate.ofDifference(allEncoder.elbo(), withoutEncoder.elbo());
    }

    /// The decoder's part: by how much L\[q*] falls.
    Estimate ofDecoder() {
      return Estimate.ofDifference(all.elbo(), without.elbo());
    }

    /// The encoder's part: by how much the amortization gap grows.
    Estimate ofEncoder() {
      return Estimate.ofDifference(without.gaps(withoutEncoder), all.gaps(allEncoder));
    }

    /// By how much the gap grows where an encoder that is trained alone did not see the class.
    Estimate ofBlindEncoder() {
      return Estimate.ofDifference(all.gaps(blindEncoder), all.gaps(aloneEncoder));
    }
  }

  /// A way to train, measured on both kinds of images.
  ///
  /// @param decoder whose
  /// @param encoder whose
  record Row(int label, String decoder, String encoder, String images, Optima q, Encoded own) {}

  static final String OF_IT = "of the class";
  static final String OTHERS = "of the others";
  static final String ALL = "all classes";
  static final String WITHOUT = "without it";
  static final String ALONE = "all classes, alone";
  static final String BLIND = "without it, alone";

  List<Row> rows() {
    return Stream.of(rows(OF_IT, unseen), rows(OTHERS, seen)).flatMap(s -> s).toList();
  }

  private Stream<Row> rows(String images, Images of) {
    return Stream.of(
        new Row(label, ALL, ALL, images, of.all(), of.allEncoder()),
        new Row(label, ALL, ALONE, images, of.all(), of.aloneEncoder()),
        new Row(label, ALL, BLIND, images, of.all(), of.blindEncoder()),
        new Row(label, WITHOUT, WITHOUT, images, of.without(), of.withoutEncoder()));
  }

  /// The gap on the unseen class less that on the others; the images are not paired.
  Estimate gapDifference() {
    return difference(
        unseen.without().gap(unseen.withoutEncoder()), seen.without().gap(seen.withoutEncoder()));
  }

  /// The difference of two means over different images.
  static Estimate difference(Estimate one, Estimate other) {
    return new Estimate(
        one.mean() - other.mean(),
        Math.hypot(one.standardError(), other.standardError()),
        Math.min(one.count(), other.count()));
  }
}
