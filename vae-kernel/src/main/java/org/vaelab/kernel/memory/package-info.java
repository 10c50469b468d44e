/// What keeps the kernel right when cells use up the memory.
package org.vaelab.kernel.memory;
