/// The compiled form of a SameDiff graph at fixed shapes: the ops are rewritten into a few kinds of
/// [org.vaelab.graph.compile.Node], grouped into fused loops, matrix products and convolutions,
/// given places in one arena, and replayed.
package org.vaelab.graph.compile;
