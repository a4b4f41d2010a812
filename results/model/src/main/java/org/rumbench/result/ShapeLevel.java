package org.rumbench.result;

/// Files of one level, tier or kind.
///
/// @param level level, tier or kind of file.
/// @param files number of files.
/// @param bytes their bytes.
public record ShapeLevel(
    String level,
    long files,
    long bytes) {
}
