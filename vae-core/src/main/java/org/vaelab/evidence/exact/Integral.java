package org.vaelab.evidence.exact;

/// The result of a numerical integration.
///
/// @param value on the finest grid
/// @param error how far the grid of half the resolution was off; the value itself is closer
public record Integral(double value, double error) {}
