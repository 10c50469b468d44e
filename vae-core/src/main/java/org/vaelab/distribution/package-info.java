/// Probability distributions. Symbolic ones (on SDVariable) are what graphs are built from; numeric
/// ones (on double) are the exact references that estimates are held against. All logarithms are
/// natural: log-densities are in nats.
package org.vaelab.distribution;
