/// Ground truth for small models: log p(x), the posterior and divergences from it by quadrature
/// over up to three continuous latent dimensions, or by enumeration of discrete latents. Computed
/// in double precision, and independent of any approximate posterior.
package org.vaelab.evidence.exact;
