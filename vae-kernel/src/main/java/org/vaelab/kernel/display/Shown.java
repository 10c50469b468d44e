package org.vaelab.kernel.display;

/// Values that exist to be shown: a cell shows them wherever they stand, not only in its last line.
public sealed interface Shown permits Html, Latex, Markdown, Svg {}
