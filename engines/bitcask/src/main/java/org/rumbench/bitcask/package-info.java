/// A log-structured hash table in the manner of Bitcask (Sheehy and Smith, 2010): every write is appended to a segment,
/// a directory of all keys outside the heap points to the newest record of each, a merge copies what is alive.
///
/// Batches enter and go to the active segment; reads are one look-up and one read of a file. It owns its segments, hint
/// files and manifest (see FORMAT.md) and knows nothing of other designs or of the cluster.
@NullMarked
package org.rumbench.bitcask;

import org.jspecify.annotations.NullMarked;
