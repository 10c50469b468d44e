/// What notebooks show: the functions that cells call, and how values are rendered. Cells have
/// `import static org.vaelab.kernel.display.Display.*` from the start.
package org.vaelab.kernel.display;
