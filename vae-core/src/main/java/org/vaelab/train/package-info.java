/// Training of models by stochastic gradient ascent on a bound, with state that can be saved and
/// continued to the bit.
package org.vaelab.train;
