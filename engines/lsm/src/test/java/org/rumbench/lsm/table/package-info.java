/// Tests of the table format.
@NullMarked
package org.rumbench.lsm.table;

import org.jspecify.annotations.NullMarked;
