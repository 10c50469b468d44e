/// Messages: an entropy coder, and bits-back coding of images with a latent variable model.
package org.vaelab.coding;
