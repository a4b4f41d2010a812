/// Tests of the Bitcask design, in virtual time over a disk in memory unless they say otherwise.
@NullMarked
package org.rumbench.bitcask;

import org.jspecify.annotations.NullMarked;
