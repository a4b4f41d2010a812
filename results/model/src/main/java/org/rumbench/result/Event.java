package org.rumbench.result;

/// Piece of background work, pause or stall with its place in time.
///
/// @param kind kind.
/// @param phase phase in which it began, or drain.
/// @param node node, or empty for the whole process.
/// @param beginSeconds begin, in seconds since the begin of the cell.
/// @param endSeconds end, in seconds since the begin of the cell.
/// @param readBytes bytes read by the work.
/// @param writtenBytes bytes written by the work.
public record Event(
    EventKind kind,
    String phase,
    String node,
    double beginSeconds,
    double endSeconds,
    long readBytes,
    long writtenBytes) {
}
