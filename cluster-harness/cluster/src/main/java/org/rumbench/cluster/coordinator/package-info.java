/// Quorums: one request of a client becomes requests to the replicas of its key, and their answers become one.
///
/// Client messages enter from connections and leave through an answer sink; replica messages leave through
/// [org.rumbench.cluster.coordinator.Peers]. It never sees an engine or a connection.
@NullMarked
package org.rumbench.cluster.coordinator;

import org.jspecify.annotations.NullMarked;
