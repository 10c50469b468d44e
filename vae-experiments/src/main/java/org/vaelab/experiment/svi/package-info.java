/// Stochastic variational inference step by step: what its inner loop does to single images, and
/// how many steps on φ each step on θ wants.
package org.vaelab.experiment.svi;
