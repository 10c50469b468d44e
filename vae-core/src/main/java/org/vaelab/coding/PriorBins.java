package org.vaelab.coding;

/// Bins of a coordinate of z ~ N(0, 1), so that it can be sent: each has a value that stands for
/// every z in it, and its mass under the prior is what sender and receiver expect of it.
public sealed interface PriorBins permits LatentBins, UniformBins {
  /// The bin that a z lies in.
  int bin(double z);

  /// The z that stands for a bin.
  float value(int bin);

  /// Pushes a bin under the prior: −log₂ of its mass, in bits.
  void pushPrior(AnsChain chain, int bin);

  /// Pops a bin under the prior.
  int popPrior(AnsChain chain);
}
