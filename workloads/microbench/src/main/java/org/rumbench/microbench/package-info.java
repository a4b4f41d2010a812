/// JMH benchmarks: what one call of the parts under every engine costs.
///
/// Engines are found by name at run time; what is named in code are parts of the LSM tree that have alternatives. Runs
/// only by its own command, never in a test.
@NullMarked
package org.rumbench.microbench;

import org.jspecify.annotations.NullMarked;
