package org.vaelab.bench;

/// An engine's answer, as one line of JSON.
///
/// @param runs runs done
/// @param seconds they took
/// @param peakBytes largest resident memory of the process so far, or 0 where it is not known
/// @param text a description, or the message of a failure
/// @param failed whether the request failed
record Reply(long runs, double seconds, long peakBytes, String text, boolean failed) {
  static final Reply DONE = new Reply(0, 0, 0, "", false);
}
