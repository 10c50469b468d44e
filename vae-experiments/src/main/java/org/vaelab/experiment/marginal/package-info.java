/// p(x) by force, where z has finitely many values, and what sampling makes of it.
package org.vaelab.experiment.marginal;
