/// Trains any model of the toolkit's parts and measures it: prior, network, likelihood, family,
/// strategy, objective and gradient are chosen one by one.
package org.vaelab.experiment.train;
