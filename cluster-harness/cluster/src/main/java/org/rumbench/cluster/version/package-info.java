/// Versions: how they are made, how they are ordered, and their place in messages and stored values.
///
/// The clock enters; numbers and layouts leave. Nothing here knows engines, replicas or connections.
@NullMarked
package org.rumbench.cluster.version;

import org.jspecify.annotations.NullMarked;
