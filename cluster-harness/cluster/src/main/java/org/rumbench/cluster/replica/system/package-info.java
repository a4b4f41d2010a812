/// Lanes on threads of their own, for data larger than memory.
@NullMarked
package org.rumbench.cluster.replica.system;

import org.jspecify.annotations.NullMarked;
