/// The VAE as an autoencoder: reconstruction against regularisation, and the rate-distortion curve.
package org.vaelab.experiment.autoencoder;
