/// Tests with real threads and files.
@NullMarked
package org.rumbench.workload.system;

import org.jspecify.annotations.NullMarked;
