/// One contract test for every storage, and the traps of each.
@NullMarked
package org.rumbench.storage;

import org.jspecify.annotations.NullMarked;
