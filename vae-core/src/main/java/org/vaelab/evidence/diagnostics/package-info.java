/// What a trained model and its estimates are judged by: curves over the number of samples, the use
/// of the latent dimensions, mutual information.
package org.vaelab.evidence.diagnostics;
