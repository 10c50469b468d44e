/// Worker threads that share the work of one call.
package org.vaelab.parallel;
