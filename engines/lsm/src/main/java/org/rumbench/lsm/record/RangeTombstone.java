package org.rumbench.lsm.record;

/// The deletion of all keys from `from` (inclusive) to `to` (exclusive) for versions below `version`.
///
/// @param from     first key covered
/// @param to       first key not covered
/// @param version  records below it are hidden
/// @param sequence its arrival sequence
public record RangeTombstone(KeyBytes from, KeyBytes to, long version, long sequence) {}
