/// The one seam through which every graph runs: a [Graph] is written with SameDiff, an
/// [GraphExecutor] compiles it together with the outputs and gradients that are wanted, and the
/// [CompiledGraph] runs on named arrays. Nothing here knows what a model is.
package org.vaelab.graph;
