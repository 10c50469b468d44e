/// Missing pixels as latent variables of an autoregressive model, and left out of a VAE's
/// likelihood.
package org.vaelab.experiment.missing;
