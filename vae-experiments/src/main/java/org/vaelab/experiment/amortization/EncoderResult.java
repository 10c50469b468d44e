package org.vaelab.experiment.amortization;

/// A trained encoder and its q.
///
/// @param name how it was trained
/// @param images that it was trained on
/// @param gradients that its training took, each of one image's bound
/// @param seconds that it took
/// @param train q of training images
/// @param test q of test images
record EncoderResult(
    String name, int images, long gradients, double seconds, Encoded train, Encoded test) {}
