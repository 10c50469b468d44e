package org.vaelab.kernel.toolkit;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Texts that an argument may be.
///
/// @param before matches the code up to the cursor; its first group is the text so far
/// @param texts all that there are
public record KnownTexts(Pattern before, Supplier<List<String>> texts) {}
