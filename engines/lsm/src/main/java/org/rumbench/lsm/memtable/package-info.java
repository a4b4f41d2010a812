/// The memtable: the newest records in memory, sorted, written by one thread and read by many.
///
/// Records enter in any order; a sorted walk, point look-ups and figures leave. It knows neither logs nor files.
@NullMarked
package org.rumbench.lsm.memtable;

import org.jspecify.annotations.NullMarked;
