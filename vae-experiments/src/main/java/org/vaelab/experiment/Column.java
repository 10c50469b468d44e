package org.vaelab.experiment;

import java.util.function.Function;

/// A column of a [Table].
///
/// @param <R> what a row is about
/// @param name in CSV; a column without is for people only
/// @param title for people; a column without is in CSV only
/// @param unit of the values, for people; empty for none
/// @param format of numbers, for people
/// @param isEstimate whether the values are estimates, with a second column `name_se` in CSV
/// @param value number, text or [Estimate]; null or an empty [OptionalDouble] where there is none
public record Column<R>(
    String name,
    String title,
    String unit,
    String format,
    boolean isEstimate,
    Function<? super R, ?> value) {}
