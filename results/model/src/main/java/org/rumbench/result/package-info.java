/// The stored result of a run: its record, timeline, histograms, JSON Schema, run directories and the checks over them.
///
/// Enters: figures that the harness collected. Leaves: run directories that verify themselves, and records loaded from
/// them. Must never know an engine, the cluster, the workload code or how a report draws.
@NullMarked
package org.rumbench.result;

import org.jspecify.annotations.NullMarked;
