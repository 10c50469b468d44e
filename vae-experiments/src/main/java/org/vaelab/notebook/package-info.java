/// The toolkit in the notebooks of the Java kernel.
package org.vaelab.notebook;
