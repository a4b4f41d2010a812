/// The in-memory hash store of a single server: values resident in memory under a strict bound, over a Bitcask that is
/// their optional append-only log and the home of what is cold.
///
/// Batches enter; reads are one look-up in a table outside the heap, or one read of a file. Every file is the
/// Bitcask's: the package writes none of its own, so a store opens with either design. It knows nothing of how the
/// Bitcask keeps its files, nor of other designs or the cluster.
@NullMarked
package org.rumbench.memory;

import org.jspecify.annotations.NullMarked;
