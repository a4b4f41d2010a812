/// Tests of the generators against YCSB's own and against theory.
@NullMarked
package org.rumbench.workload.generator;

import org.jspecify.annotations.NullMarked;
