/// Tests of the workload, and the stores in memory that they drive.
@NullMarked
package org.rumbench.workload;

import org.jspecify.annotations.NullMarked;
