package org.rumbench.result;

/// Warning on a cell with its reason.
///
/// @param kind kind of the warning.
/// @param reason reason with its figures, in one sentence.
public record Mark(
    MarkKind kind,
    String reason) {
}
