/// Compaction policies: pure functions from the shape of a tree to what should be merged next.
///
/// Summaries of tables enter, decisions leave. Nothing here reads a clock, a file or a random number, or remembers
/// anything; a picker's memory would live in the manifest.
@NullMarked
package org.rumbench.lsm.compaction;

import org.jspecify.annotations.NullMarked;
