/// The workload: what is asked of a store, when, and how long it took.
///
/// Owns the seeded YCSB binding, the record format, arrival schedules, the event-driven driver with its recorders, and
/// the exact count of live bytes. In come a workload specification, a seed and a [org.rumbench.workload.KeyValueTarget];
/// out go phase results. It never learns which engine or cluster answers, nor whether time is real or virtual:
/// `workload.system` alone touches threads and files.
@NullMarked
package org.rumbench.workload;

import org.jspecify.annotations.NullMarked;
