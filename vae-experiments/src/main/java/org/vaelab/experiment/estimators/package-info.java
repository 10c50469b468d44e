/// Estimators of log p(x) side by side and against the truth.
package org.vaelab.experiment.estimators;
