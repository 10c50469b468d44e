package org.vaelab.kernel.history;

/// A cell that ran.
///
/// @param session number of the kernel's session
/// @param number its execution count there
record Entry(int session, int number, String code) {}
