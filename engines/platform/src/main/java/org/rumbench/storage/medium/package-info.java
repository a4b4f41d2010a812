/// What every medium shares: the byte ledger's one counting place, names, reference counts, merged syncs.
///
/// [org.rumbench.storage.medium.LedgeredStorage] is the only implementation of the storage contract; it stands on a
/// [org.rumbench.storage.medium.Medium], which moves bytes and counts nothing. Nothing here blocks, knows a path, or
/// knows which medium it stands on.
@NullMarked
package org.rumbench.storage.medium;

import org.jspecify.annotations.NullMarked;
