/// Experiments: each turns an immutable configuration into a result and a directory with tables,
/// figures, checkpoints and a summary. Knows neither the command line nor notebooks.
package org.vaelab.experiment;
