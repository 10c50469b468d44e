/// Annealed importance sampling: estimates of log p(x) that anneal from a tractable q to the
/// posterior with Hamiltonian Monte Carlo, and, on simulated data, the bracket of a lower and an
/// upper bound around log p(x).
package org.vaelab.evidence.annealing;
