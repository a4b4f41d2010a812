package org.rumbench.result;

/// Background work owed at the end of the last phase.
///
/// @param debtBytes bytes that background work still had to write.
/// @param drainSeconds time until it was done, without foreground load.
public record Drain(
    long debtBytes,
    double drainSeconds) {
}
