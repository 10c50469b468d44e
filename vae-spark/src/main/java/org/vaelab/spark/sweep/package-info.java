/// Sweeps: a grid over settings and seeds of an experiment, each cell a run of its own.
package org.vaelab.spark.sweep;
