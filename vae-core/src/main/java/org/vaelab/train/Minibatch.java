package org.vaelab.train;

import java.io.Serializable;

/// Which minibatch a step is on, and what keys its random numbers.
///
/// @param epoch full epochs before it
/// @param batch batches of this epoch before it
/// @param step steps before it
/// @param klWeight the weight of the KL term
public record Minibatch(int epoch, int batch, long step, double klWeight) implements Serializable {}
