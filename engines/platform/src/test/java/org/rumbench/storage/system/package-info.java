/// Tests of `storage.system`.
@NullMarked
package org.rumbench.storage.system;

import org.jspecify.annotations.NullMarked;
