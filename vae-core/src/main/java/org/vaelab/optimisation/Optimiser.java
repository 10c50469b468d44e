package org.vaelab.optimisation;

import java.io.Serializable;

/// How rows of numbers move uphill, each on a function of its own.
public sealed interface Optimiser extends Serializable permits FirstOrder, Lbfgs {}
