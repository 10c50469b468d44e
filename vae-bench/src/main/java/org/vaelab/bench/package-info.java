/// Speed of the toolkit, measured beside libtorch (through DJL), plain SameDiff and the bare matrix
/// products of the same work.
package org.vaelab.bench;
