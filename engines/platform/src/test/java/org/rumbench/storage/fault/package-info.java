/// Tests of `storage.fault`.
@NullMarked
package org.rumbench.storage.fault;

import org.jspecify.annotations.NullMarked;
