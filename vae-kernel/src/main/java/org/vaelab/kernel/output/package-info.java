/// What a cell sends to the front end while it runs, from whichever thread: streams and displays
/// find the cell that they belong to here.
package org.vaelab.kernel.output;
