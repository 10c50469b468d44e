/// The lecture's one-dimensional posterior with two modes, and what Gaussians make of it.
package org.vaelab.experiment.toy;
