/// Merging: several sorted sources into one, what may be left out, and where outputs are cut.
///
/// Sorted walks enter, tables leave. Nothing here knows when a merge is due or how its result is installed.
@NullMarked
package org.rumbench.lsm.merge;

import org.jspecify.annotations.NullMarked;
