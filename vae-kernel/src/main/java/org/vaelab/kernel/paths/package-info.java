/// Where Jupyter keeps its files.
package org.vaelab.kernel.paths;
