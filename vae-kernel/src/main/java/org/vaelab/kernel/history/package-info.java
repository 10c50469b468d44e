/// The cells of this session and of earlier ones.
package org.vaelab.kernel.history;
