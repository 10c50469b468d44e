/// Vectorised float arithmetic on native memory: elementary functions, block loops and the threads
/// that share them. Addresses are absolute, counts are in floats.
package org.vaelab.nativemath;
