/// Lower bounds of log p(x), written into a graph. Everything here is maximised.
package org.vaelab.objective;
