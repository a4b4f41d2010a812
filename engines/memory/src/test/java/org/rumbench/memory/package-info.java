/// Tests of the in-memory store, in virtual time over a disk in memory unless they say otherwise.
@NullMarked
package org.rumbench.memory;

import org.jspecify.annotations.NullMarked;
