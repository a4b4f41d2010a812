/// The memtable: the newest records in memory, sorted; written by one thread, or where its kind can by several, and read
/// by many.
///
/// Records enter in any order; a sorted walk, point look-ups and figures leave. [org.rumbench.lsm.memtable.Memtable] is
/// the whole of it to others; a record lies in its arena, and one of three indexes keeps the order. It knows neither logs
/// nor files.
@NullMarked
package org.rumbench.lsm.memtable;

import org.jspecify.annotations.NullMarked;
