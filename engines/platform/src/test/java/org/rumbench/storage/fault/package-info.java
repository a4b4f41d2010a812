/// Tests of `storage.fault`, and the storages that tests of other modules set up their cases with.
@NullMarked
package org.rumbench.storage.fault;

import org.jspecify.annotations.NullMarked;
