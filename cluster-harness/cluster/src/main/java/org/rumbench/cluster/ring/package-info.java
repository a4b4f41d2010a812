/// Which nodes hold a key: tokens, their owners, and preference lists.
///
/// A cluster view enters; the N nodes of a key leave. Liveness is unknown here.
@NullMarked
package org.rumbench.cluster.ring;

import org.jspecify.annotations.NullMarked;
