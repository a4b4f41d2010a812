/// Tests of cells: simulated ones, which need no machine.
@NullMarked
package org.rumbench.harness.cell;

import org.jspecify.annotations.NullMarked;
