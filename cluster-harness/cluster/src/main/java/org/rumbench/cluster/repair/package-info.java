/// Making replicas agree: which version wins, and who has to be told.
///
/// Answers enter; a winner and the stale replicas leave. Sending and engines are unknown here.
@NullMarked
package org.rumbench.cluster.repair;

import org.jspecify.annotations.NullMarked;
