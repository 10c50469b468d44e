/// Inference strategies side by side at equal budgets: SVI, amortized and semi-amortized.
package org.vaelab.experiment.comparison;
