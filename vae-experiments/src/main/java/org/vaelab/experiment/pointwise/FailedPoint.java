package org.vaelab.experiment.pointwise;

import java.io.Serializable;

/// A data point that could not be computed.
///
/// @param id of the point in its set
/// @param reason a sentence
public record FailedPoint(int id, String reason) implements Serializable {}
