/// MVStore against the contract for outside engines.
@NullMarked
package org.rumbench.reference.mvstore;

import org.jspecify.annotations.NullMarked;
