/// What a toolkit gives to the kernel: the kernel itself knows none.
package org.vaelab.kernel.toolkit;
