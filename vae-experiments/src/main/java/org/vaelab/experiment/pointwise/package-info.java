/// Work that each data point needs on its own, cut into blocks of points that are computed in any
/// order, on any thread or machine, with the same results to the bit.
package org.vaelab.experiment.pointwise;
