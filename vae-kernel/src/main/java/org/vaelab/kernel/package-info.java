/// The Jupyter kernel `Java (VAE Lab)`: the process that a notebook talks to.
package org.vaelab.kernel;
