/// What moves the q of an image: how many gradients and seconds each optimiser takes until L\[q] is
/// near that of the optimum.
package org.vaelab.experiment.inner;
