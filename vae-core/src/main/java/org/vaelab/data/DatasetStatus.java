package org.vaelab.data;

import java.nio.file.Path;
import java.util.Optional;

/// A named data set and whether it can be opened now.
///
/// @param name its name
/// @param description content in one line
/// @param licence under which terms its authors offer it
/// @param present whether [Datasets#open] finds it
/// @param directory where its files are, or would be after a download; empty for a generated set
/// @param bytes size of its files where present, else of the download; 0 for a generated set
public record DatasetStatus(
    String name,
    String description,
    String licence,
    boolean present,
    Optional<Path> directory,
    long bytes) {}
