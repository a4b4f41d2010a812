/// Sorted tables: their format, their writer and reader, compression, filters, three kinds of index and the block cache.
///
/// Records in order enter; files, point look-ups and sorted walks leave. It knows neither levels nor memtables.
@NullMarked
package org.rumbench.lsm.table;

import org.jspecify.annotations.NullMarked;
