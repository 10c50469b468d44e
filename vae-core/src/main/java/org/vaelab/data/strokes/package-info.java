/// Draws handwritten-looking digits from vector strokes. Depends on nothing else of the project.
package org.vaelab.data.strokes;
