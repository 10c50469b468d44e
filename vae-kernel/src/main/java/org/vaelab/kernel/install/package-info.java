/// Makes the kernel known to Jupyter. Needs no Python: a kernel is a directory with a
/// `kernel.json` in one of Jupyter's data directories.
package org.vaelab.kernel.install;
