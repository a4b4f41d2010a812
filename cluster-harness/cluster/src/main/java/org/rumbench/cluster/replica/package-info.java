/// One node's copy of its keys: the only package that sees the engine interface.
///
/// Replica messages enter, answers leave through an [org.rumbench.cluster.replica.AnswerSink]. The engine is reached
/// through [org.rumbench.cluster.replica.Lanes] alone. It knows no ring, no quorum and no connection.
@NullMarked
package org.rumbench.cluster.replica;

import org.jspecify.annotations.NullMarked;
