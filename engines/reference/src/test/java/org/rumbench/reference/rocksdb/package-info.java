/// RocksDB against the contract for outside engines.
@NullMarked
package org.rumbench.reference.rocksdb;

import org.jspecify.annotations.NullMarked;
