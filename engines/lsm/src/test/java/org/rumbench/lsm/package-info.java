/// Tests of the LSM tree on simulated runtime and storage.
@NullMarked
package org.rumbench.lsm;

import org.jspecify.annotations.NullMarked;
