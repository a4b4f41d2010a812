package org.rumbench.result;

/// Write stalls of one cause, all engines together, from loaded to settled.
///
/// @param cause what writes waited for, in the design's own words.
/// @param stallCount times that writes began to stall for it.
/// @param stallSeconds time that they were stalled for it.
public record StallTotal(String cause, long stallCount, double stallSeconds) {}
