/// Estimators of the gradient of an expectation over a Gaussian and over bits, against the exact
/// one.
package org.vaelab.experiment.gradients;
