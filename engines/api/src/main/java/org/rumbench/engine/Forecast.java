package org.rumbench.engine;

/// What a design should cost over the overwrites of a [DataProfile], by its own rules and before it ran; over the loading
/// when there are no overwrites. Background work is taken to keep up with the writes.
///
/// @param writeAmplification bytes issued to files over key and value bytes written, logs and metadata included
/// @param filtersPerRead     filters asked by a read of a live key, on average in time
/// @param sourcesPerRead     memtables, tables or logs looked into by such a read
/// @param settledSpace       bytes of data files over live key and value bytes, at the end
/// @param averageSpace       bytes of data files over live key and value bytes, on average in time
/// @param peakSpace          most bytes of data files at once, over live key and value bytes
public record Forecast(
    double writeAmplification, double filtersPerRead, double sourcesPerRead, double settledSpace,
    double averageSpace, double peakSpace) {}
