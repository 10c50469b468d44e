/// How the gradient of a bound is estimated: what is differentiated in its place.
package org.vaelab.gradient;
