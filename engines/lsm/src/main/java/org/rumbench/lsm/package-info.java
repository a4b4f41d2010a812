/// The LSM tree: one engine, opened as a design for each compaction policy, and the part other designs build on.
///
/// Batches, reads and jobs enter; results, metrics and events leave. The parts are sub-packages: `record` (what
/// travels), `memtable`, `table` (sorted files and the block cache), `manifest`, `merge` and `compaction` (pure
/// policies). This package joins them: the current state, the write path, the jobs. The three ports through which a
/// value log replaces parts of it are [org.rumbench.lsm.CommitLog], [org.rumbench.lsm.ValueSeparation] and
/// [org.rumbench.lsm.ManifestAttachment]. Commit log, group sync and snapshots serve the two-component tree in
/// `twocomponent`, too. It knows nothing of clusters, workloads or other designs.
@NullMarked
package org.rumbench.lsm;

import org.jspecify.annotations.NullMarked;
