/// Files that are written whole or not at all, and CSV. Depends on nothing else of the toolkit.
package org.vaelab.files;
