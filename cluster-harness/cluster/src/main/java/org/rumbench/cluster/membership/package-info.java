/// Who is in the cluster: nodes, their addresses and failure domains, as a value with an epoch.
///
/// It knows nothing of placement, connections or liveness.
@NullMarked
package org.rumbench.cluster.membership;

import org.jspecify.annotations.NullMarked;
