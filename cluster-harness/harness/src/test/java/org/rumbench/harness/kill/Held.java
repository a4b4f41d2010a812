package org.rumbench.harness.kill;

import org.jspecify.annotations.Nullable;

/// What a key holds.
///
/// @param version version of the record
/// @param value   its value as text; null for a deletion
record Held(long version, @Nullable String value) {}
