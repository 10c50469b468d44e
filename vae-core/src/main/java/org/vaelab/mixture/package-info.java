/// Mixtures of Gaussians, fitted by expectation maximisation, and k-means; in double precision and
/// without graphs.
package org.vaelab.mixture;
