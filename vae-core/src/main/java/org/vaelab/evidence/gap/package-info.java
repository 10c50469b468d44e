/// Who is to blame for the distance between log p(x) and the ELBO: posterior family, optimiser or
/// encoder, on the same points with errors of paired differences.
package org.vaelab.evidence.gap;
