/// A VAE as a way to send images: what a message costs, what its receiver sees, with and without
/// loss.
package org.vaelab.experiment.messages;
