/// Generative models p(x, z; θ) = p(z) p(x given z; θ). A model writes its densities into a graph
/// and states its parameters; how they are learned or how z is inferred is not its business.
package org.vaelab.model;
