/// The command line: options in, progress and tables out. All work is done elsewhere.
package org.vaelab.cli;
