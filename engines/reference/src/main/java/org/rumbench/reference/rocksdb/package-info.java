/// RocksDB, through its Java binding's direct buffers: leveled, universal, and with values in blob files.
///
/// Options enter; an [org.rumbench.reference.OutsideStore] leaves. Native objects are owned here and freed in one order:
/// iterators, read options, snapshots, the database, its options, its caches.
@NullMarked
package org.rumbench.reference.rocksdb;

import org.jspecify.annotations.NullMarked;
