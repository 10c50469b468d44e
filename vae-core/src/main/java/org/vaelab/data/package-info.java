/// Data sets: reading and writing IDX files, the registry of named sets and their download,
/// generated stroke digits, and [org.vaelab.data.Observations], the binarised rows that models see.
/// Pure Java: nothing here needs ND4J.
package org.vaelab.data;
