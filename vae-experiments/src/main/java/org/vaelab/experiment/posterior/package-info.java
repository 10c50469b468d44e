/// Exact posteriors of a model with two latent dimensions, with approximations on top.
package org.vaelab.experiment.posterior;
