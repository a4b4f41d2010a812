/// Tests of `storage.sim`.
@NullMarked
package org.rumbench.storage.sim;

import org.jspecify.annotations.NullMarked;
