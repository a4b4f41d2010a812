/// One node: connections, replica and coordinator put together as a single-threaded event handler.
///
/// The same class runs embedded, as a process and simulated; what differs is the network, the storage, the lanes and the
/// environment it is given. `node.system` starts several in one virtual machine.
@NullMarked
package org.rumbench.cluster.node;

import org.jspecify.annotations.NullMarked;
