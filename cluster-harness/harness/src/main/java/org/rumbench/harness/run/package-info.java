/// Runs a plan: one process per cell, floor first, and one run directory at the end, whole or not at all.
@NullMarked
package org.rumbench.harness.run;

import org.jspecify.annotations.NullMarked;
