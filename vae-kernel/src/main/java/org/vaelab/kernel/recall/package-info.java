/// What earlier cells asked and answered, for cells that refer to it.
package org.vaelab.kernel.recall;
