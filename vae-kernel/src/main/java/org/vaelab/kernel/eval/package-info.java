/// Cells as Java: JShell in this process, its threads, stopping, errors, completion, inspection.
package org.vaelab.kernel.eval;
