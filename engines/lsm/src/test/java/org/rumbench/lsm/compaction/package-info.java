/// Tests of the compaction policies as pure functions.
@NullMarked
package org.rumbench.lsm.compaction;

import org.jspecify.annotations.NullMarked;
