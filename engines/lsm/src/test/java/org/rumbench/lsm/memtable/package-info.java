/// Tests of the memtable.
@NullMarked
package org.rumbench.lsm.memtable;

import org.jspecify.annotations.NullMarked;
