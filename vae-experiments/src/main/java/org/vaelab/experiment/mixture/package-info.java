/// Mixtures of Gaussians: in the plane, of digits, and the VAE as one of infinitely many.
package org.vaelab.experiment.mixture;
