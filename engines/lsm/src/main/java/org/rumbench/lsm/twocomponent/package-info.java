/// The two-component tree, the first form of the LSM tree: C0 in memory, C1 a B-tree of full read-only pages on disk.
///
/// Batches, reads and jobs enter; results, metrics, events and forecasts leave. C1 is replaced one subtree at a time:
/// the records of C0 in the subtree's key range are merged with its leaf pages into new pages elsewhere, and one
/// manifest edit puts the new subtree in the place of both. Commit log, group sync, manifest, memtable and merge rules
/// are those of the tables' tree. It knows nothing of its levels and policies, of clusters, or of workloads.
@NullMarked
package org.rumbench.lsm.twocomponent;

import org.jspecify.annotations.NullMarked;
