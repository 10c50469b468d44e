package org.vaelab.statistics;

/// A confidence interval.
public record Interval(double lower, double upper) {}
