/// The evidence lower bound on models whose log p(x) is known: Jensen's inequality, the gap, the
/// forms of the bound, and its surface over (θ, φ).
package org.vaelab.experiment.elbo;
