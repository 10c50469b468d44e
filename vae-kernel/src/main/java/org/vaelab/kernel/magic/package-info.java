/// The commands of cells that begin with `%`.
package org.vaelab.kernel.magic;
