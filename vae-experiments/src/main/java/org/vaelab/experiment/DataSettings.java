package org.vaelab.experiment;

import org.vaelab.data.Binarisation;

/// Which images a run uses.
///
/// @param name of a data set, or path of a directory of IDX files
/// @param binarisation of the pixels
/// @param trainPoints training images used, the first of the set; 0 for all
/// @param testPoints test images used, a seeded choice; 0 for all
/// @param seed of the binarisation and the choice
public record DataSettings(
    String name, Binarisation binarisation, int trainPoints, int testPoints, long seed) {}
