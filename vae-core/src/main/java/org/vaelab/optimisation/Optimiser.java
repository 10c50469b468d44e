package org.vaelab.optimisation;

/// How rows of numbers move uphill, each on a function of its own.
public sealed interface Optimiser permits FirstOrder, Lbfgs {}
