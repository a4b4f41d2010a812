/// What nodes and clients say to each other: one reusable object per kind of message, always encoded and decoded.
///
/// Fields enter, bytes leave, and the other way round; lengths are checked against the frame before they are followed.
/// Type codes and layouts are the protocol ([org.rumbench.cluster.message.MessageType]). Sending, quorums and engines are
/// unknown here.
@NullMarked
package org.rumbench.cluster.message;

import org.jspecify.annotations.NullMarked;
