/// The part of a page in which trained decoders are explored: what it is given, as JSON, and the
/// programs that run in the page.
package org.vaelab.report.explorer;
