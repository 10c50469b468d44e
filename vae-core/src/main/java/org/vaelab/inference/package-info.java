/// Where the variational parameters φ of a data point come from: an encoder (amortized inference)
/// or an optimisation of its own (stochastic variational inference, SVI).
package org.vaelab.inference;
