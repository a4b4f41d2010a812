/// Records as they travel inside the tree: cursors over them, their order, and range tombstones.
///
/// Sources (memtables, tables) hand records out through [org.rumbench.lsm.record.RecordSource]; merges and reads take
/// them in. Nothing here knows where a record is stored.
@NullMarked
package org.rumbench.lsm.record;

import org.jspecify.annotations.NullMarked;
