/// The cluster as an application sees it: puts, gets, deletes and scans, asynchronously.
///
/// Keys and values enter, outcomes leave. It knows the ring (to choose a coordinator) and the client messages, never a
/// replica, a version's meaning or an engine. Only here deletions turn into "no such key".
@NullMarked
package org.rumbench.cluster.client;

import org.jspecify.annotations.NullMarked;
