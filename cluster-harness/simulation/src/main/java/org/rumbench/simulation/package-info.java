/// A whole cluster on one thread: the very same nodes and clients over a simulated network and simulated disks.
///
/// Owns the network model, the power switches and the checks of a simulated run. A seed, a design and a stream of
/// operations enter; an outcome with a trace hash leaves. It must never reach into a node: it sees frames of bytes,
/// storage calls and the client's answers. Engines are given as factories and named nowhere.
@NullMarked
package org.rumbench.simulation;

import org.jspecify.annotations.NullMarked;
