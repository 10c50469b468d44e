/// Amortized inference as a regression of each data point's optimal φ on x: how good it is, what it
/// costs beside optimising every φ, and what it makes of data it was not trained on.
package org.vaelab.experiment.amortization;
