/// Tests of `storage.medium`.
@NullMarked
package org.rumbench.storage.medium;

import org.jspecify.annotations.NullMarked;
